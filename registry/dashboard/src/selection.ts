import { button, byId, el, setText } from "./dom";
import type { Model } from "./model";

/** Says that only one agent's transfers and events are shown, and how to see all again. */
export class Selection {
  private readonly name = el("strong");
  private readonly node: HTMLElement;

  constructor(clear: () => void) {
    this.node = el("p", "selection", "Transfers and events with ", this.name, " only. ", button("quiet", "Show all", clear));
    byId("summary").after(this.node);
  }

  show({ selected }: Model): void {
    this.node.hidden = selected === undefined;
    setText(this.name, selected ?? "");
  }
}
