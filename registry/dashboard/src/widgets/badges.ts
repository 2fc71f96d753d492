import { el } from "../core/dom";
import type { Liveness, TransferState } from "../core/protocol";

const livenessSigns: Record<Liveness, string> = { online: "●", late: "◐", offline: "○" };

export const stateSigns: Record<TransferState, string> = {
  requested: "…", offered: "…", fetching: "↓", verifying: "?", shadowing: "◐",
  adopted: "✓", rejected: "✕", "rolled-back": "↩", expired: "⌛", failed: "!",
};

/** How alive an agent is: a sign, a colour and a word. */
export function livenessBadge(liveness: Liveness): HTMLElement {
  return el("span", `liveness ${liveness}`, `${livenessSigns[liveness]} ${liveness}`);
}

/** Where a transfer stands. */
export function stateBadge(state: TransferState): HTMLElement {
  return el("span", `state ${state}`, `${stateSigns[state]} ${state.replace("-", " ")}`);
}

/** What kind of event it is: `transfer.rolled-back` is “rolled back”. */
export function kindBadge(kind: string): HTMLElement {
  return el("span", `kind ${kind.replace(".", "-")}`, kind.replace("transfer.", "").replace("agent.", "").replace("-", " ").replace(".", " "));
}
