import { button, el, setText } from "../core/dom";
import type { Context } from "../core/page";

/** Goes from page to page of a list; where it stands is in the address. */
export class Pager {
  readonly node: HTMLElement;
  private readonly text = el("span", "faint");
  private readonly first: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private context: Context | undefined;
  private following: string | undefined;

  constructor() {
    this.first = button("quiet", "First page", () => this.context?.change({ cursor: undefined }));
    this.next = button("quiet", "Next page", () => this.context?.change({ cursor: this.following }));
    this.node = el("nav", "pager", this.first, this.next, this.text);
    this.node.ariaLabel = "Pages";
  }

  show(context: Context, shown: number, nextCursor: string | undefined): void {
    this.context = context;
    this.following = nextCursor;
    this.first.disabled = context.route.params.cursor === undefined;
    this.next.disabled = nextCursor === undefined;
    setText(this.text, `${shown} on this page${nextCursor === undefined ? ", the last" : ""}`);
  }
}
