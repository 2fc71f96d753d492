import { el, link, setChildren } from "../core/dom";
import { bytes, classNames, percent, spoken } from "../core/format";
import type { Context } from "../core/page";
import type { Transfer } from "../core/protocol";
import type { FleetSummary } from "../core/views";

/** The page's first sentence for someone who has never seen it: who drifted, who helped, what it gained. */
export class Headline {
  readonly node = el("section", "panel headline");
  private readonly steps = el("ol", "plot");
  private readonly more = el("p");

  constructor() {
    const heading = el("h2", "", "What happens here");
    this.node.append(heading, this.steps, this.more);
    this.node.id = "headline";
  }

  show(context: Context, transfers: readonly Transfer[], { agents }: FleetSummary): void {
    const transfer = mostTelling(transfers);
    const all = agents.online + agents.late + agents.offline;
    if (!transfer) {
      const first = transfers[0];
      setChildren(this.steps, el("li", "", `${all} ${all === 1 ? "agent learns" : "agents learn"} on their own samples; no data leaves them.`),
        el("li", "faint", first ? `${first.target} asks its neighbours for help just now.` : "When one meets something that it does not know, it asks its neighbours for help."));
      setChildren(this.more);
      return;
    }

    const { trigger, target, needs } = transfer;
    const classes = spoken(classNames(context.task, needs));
    const before = transfer.receipt?.errorBefore;
    setChildren(this.steps,
      step("novelty", trigger.kind === "novelty" ? "Something new" : "Drift",
        trigger.kind === "novelty" ? `${target} met ${classes}, which its model did not know.` : `The errors of ${target} rose on ${classes}.`),
      step("merged", "Help", helpOf(transfer)),
      step(transfer.state === "adopted" ? "adopted" : "merged", "Gain",
        transfer.state === "adopted" && before !== undefined
          ? `Its error fell from ${percent(before)} to ${percent(transfer.receipt?.errorAfter)}, so it keeps the part.`
          : transfer.state === "adopted" ? "It does better with the part, and keeps it." : "It tries the part beside its former model, which takes over again if that does better."));
    setChildren(this.more, link(context.href("transfer", { id: transfer.id }), "This transfer, step by step"));
  }
}

function helpOf(transfer: Transfer): string {
  const donor = transfer.donor ?? transfer.receipt?.donor ?? "A neighbour";
  const size = transfer.receipt?.bytesFetched;
  const others = (transfer.receipt?.donors?.length ?? 1) - 1;
  return `${donor}${others > 0 ? ` and ${others} more` : ""} sees much the same, knows it, and lent the part of its model${size ? `: ${bytes(size)}` : ""}. No sample was sent.`;
}

function step(kind: string, title: string, text: string): HTMLElement {
  return el("li", `step ${kind}`, el("strong", "", title), el("bdi", "", text));
}

/** Of the transfers that helped, the one that gained most; else one on trial. */
export function mostTelling(transfers: readonly Transfer[]): Transfer | undefined {
  const gain = ({ receipt }: Transfer) => (receipt?.errorBefore ?? 0) - (receipt?.errorAfter ?? 0);
  const adopted = transfers.filter(({ state }) => state === "adopted").sort((a, b) => gain(b) - gain(a));
  return adopted[0] ?? transfers.find(({ state }) => state === "shadowing");
}
