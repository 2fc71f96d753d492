import { el, setText } from "./dom";
import { time } from "./format";

/** Says whether what the page shows is live, and else since when it is not and why. */
export class Connection {
  readonly node = el("p", "connection");
  private last: Date | undefined;

  constructor() {
    this.node.role = "status";
    setText(this.node, "connecting …");
  }

  live(): void {
    this.last = new Date();
    this.node.dataset.state = "live";
    setText(this.node, "● live");
    this.node.title = "";
  }

  lost(trouble: string): void {
    this.node.dataset.state = "stale";
    const since = this.last ? `stale since ${time(this.last, false)}` : "not connected";
    setText(this.node, `▲ ${since}: ${trouble}`);
    this.node.title = "The page tries again by itself";
  }
}
