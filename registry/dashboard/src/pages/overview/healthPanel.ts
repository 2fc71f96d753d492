import { el, link, section, setChildren } from "../../core/dom";
import { bytes, count, duration } from "../../core/format";
import type { Context } from "../../core/page";
import type { SystemView } from "../../core/views";

/** How the registry itself does. */
export class HealthPanel {
  readonly node: HTMLElement;
  private readonly state = el("p");
  private readonly more = el("p", "faint");

  constructor() {
    this.node = section("The registry", this.state, this.more);
    this.node.id = "health";
  }

  show(context: Context, system: SystemView): void {
    const trouble = system.storeTrouble;
    setChildren(this.state,
      el("strong", trouble === undefined ? "state adopted" : "state failed", trouble === undefined ? "✓ serves" : "! degraded"),
      trouble === undefined ? `, its store (${system.store}) answers.` : `: ${trouble}`);
    const up = (Date.parse(system.serverTime) - Date.parse(system.startedAt)) / 1000;
    setChildren(this.more, `For ${duration(up)}, ${count(system.agents)} agents in ${bytes(system.memoryBytes)} of memory. `, link(context.href("system"), "More"));
  }
}
