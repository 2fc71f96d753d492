import { svg } from "../core/dom";

export interface Picture {
  height: number;
  children: SVGElement[];
}

const narrowest = 260;

/** A drawing in the pixels of its box, so that its texts stay readable on a phone; drawn again when the box changes. */
export class Drawing {
  readonly node: SVGElement;
  private draw: ((width: number) => Picture) | undefined;
  private width = 0;

  constructor(kind: string, role: "img" | "group") {
    this.node = svg("svg", { class: `drawing ${kind}`, role });
    new ResizeObserver(() => {
      if (Math.abs(this.node.clientWidth - this.width) > 1) this.again();
    }).observe(this.node);
  }

  /** Shows what a function draws at a width; undefined shows nothing. */
  show(label: string, draw: ((width: number) => Picture) | undefined): void {
    this.draw = draw;
    this.node.setAttribute("aria-label", label);
    this.node.toggleAttribute("hidden", draw === undefined);
    this.again();
  }

  private again(): void {
    if (!this.draw || this.node.clientWidth === 0) return;
    this.width = this.node.clientWidth;
    const width = Math.max(narrowest, this.width);
    const { height, children } = this.draw(width);
    this.node.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.node.style.height = `${(height * this.width) / width}px`;
    this.keepFocus(() => this.node.replaceChildren(...children));
  }

  /** A link that had the focus has it again where it is drawn again. */
  private keepFocus(change: () => void): void {
    const focused = this.node.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : undefined;
    change();
    if (focused) [...this.node.querySelectorAll<SVGAElement>("a")].find(anchor => anchor.getAttribute("href") === focused)?.focus();
  }
}

/** A text of a drawing; a long one is cut. */
export function words(x: number, y: number, text: string, kind: string, anchor: "start" | "middle" | "end", longest = 60): SVGElement {
  const node = svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, class: kind });
  node.textContent = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return node;
}

/** As much room as names need at the left, within a third of the width. */
export function nameRoom(names: readonly string[], width: number): { room: number; longest: number } {
  const longest = Math.max(4, Math.min(Math.max(0, ...names.map(name => name.length)), Math.floor(width / 3 / 7)));
  return { room: longest * 7 + 8, longest };
}
