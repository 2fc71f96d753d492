import { el, svg } from "../core/dom";
import type { MarkKind } from "./marks";
import { markStyles } from "./markStyle";

/** Explains the charts' lines and marks once for all of them. */
export function legend(): HTMLElement {
  const node = markLegend(Object.keys(markStyles) as MarkKind[]);
  node.prepend(
    lineLegend("cartel", 3, [], "Cartel"),
    lineLegend("twin", 2, [6, 4], "isolated twin: same learner, same samples, no neighbours"));
  return node;
}

/** Explains some marks. */
export function markLegend(kinds: readonly MarkKind[]): HTMLElement {
  return el("ul", "legend", ...kinds.map(kind => el("li", "", sign(kind), markStyles[kind].words)));
}

/** Explains a line, which is told by its dashes as well as by its colour. */
export function lineLegend(colour: string, width: number, dashes: readonly number[], words: string): HTMLElement {
  const line = svg("path", { d: "M0 6h28", class: `stroke-${colour}`, "stroke-width": width, "stroke-dasharray": dashes.join(" ") });
  return el("li", "", picture("0 0 28 12", 28, line), words);
}

function sign(kind: MarkKind): SVGElement {
  const { dashes, sign: path } = markStyles[kind];
  return picture("0 0 12 24", 12,
    svg("path", { d: "M6 6v18", class: `stroke-${kind}`, "stroke-width": 1.5, "stroke-dasharray": dashes.join(" ") }),
    svg("path", { d: path, class: `fill-${kind}`, transform: "translate(6 5) scale(4.5)" }));
}

function picture(viewBox: string, width: number, ...children: SVGElement[]): SVGElement {
  return svg("svg", { viewBox, width, "aria-hidden": "true" }, ...children);
}
