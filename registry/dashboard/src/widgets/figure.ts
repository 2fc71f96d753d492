import { el, setText } from "../core/dom";

/** A number with its words, which leads to where it comes from. */
export class Figure {
  readonly node: HTMLElement;
  private readonly value = el("strong");
  private readonly anchor = el("a", "");

  constructor(name: string, words: string) {
    this.anchor.append(this.value, el("span", "", words));
    this.node = el("li", "tile", this.anchor);
    this.node.dataset.figure = name;
  }

  show(value: string, href: string): void {
    setText(this.value, value);
    this.anchor.href = href;
  }
}
