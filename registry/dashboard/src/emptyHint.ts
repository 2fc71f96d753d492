import { el, setText } from "./dom";

/** What stands where a list is empty: why, and the command that would fill it. */
export class EmptyHint {
  private readonly text = el("span");
  private readonly node = el("p", "empty", this.text, " To see some: ", el("code", "", "./cartel demo"));

  constructor(list: Element) {
    list.before(this.node);
  }

  show(text: string | undefined): void {
    this.node.hidden = text === undefined;
    if (text !== undefined) setText(this.text, text);
  }
}
