import { el, setText } from "../core/dom";
import { time } from "../core/format";
import type { LiveState } from "../core/live";

/** Says whether what the page shows is live, and else since when it is not and why. */
export class Connection {
  readonly node = el("p", "connection");

  constructor() {
    this.node.role = "status";
    this.show({ kind: "connecting" });
  }

  show(state: LiveState): void {
    this.node.dataset.state = state.kind;
    document.documentElement.dataset.live = state.kind;
    if (state.kind === "connecting") setText(this.node, "connecting …");
    else if (state.kind === "live") setText(this.node, "● live");
    else setText(this.node, `▲ ${state.since ? `stale since ${time(state.since, false)}` : "not connected"}: ${state.why}`);
    this.node.title = state.kind === "stale" ? "The figures are those of then. The page tries again by itself." : "";
  }
}
