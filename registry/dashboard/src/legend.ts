import { byId, el } from "./dom";
import type { MarkKind } from "./marks";
import { markStyles } from "./markStyle";

const svg = "http://www.w3.org/2000/svg";

/** Explains the charts' lines and marks once for all of them. */
export function showLegend(): void {
  const kinds = Object.keys(markStyles) as MarkKind[];
  byId("legend").append(el("ul", "legend",
    el("li", "", line("cartel", 3, ""), "Cartel"),
    el("li", "", line("twin", 2, "6 4"), "isolated twin: same learner, same samples, no neighbours"),
    ...kinds.map(kind => el("li", "", sign(kind), markStyles[kind].words))));
}

function line(colour: string, width: number, dashes: string): SVGElement {
  return picture("0 0 28 12", 28, shape("path", { d: "M0 6h28", class: `stroke-${colour}`, "stroke-width": `${width}`, "stroke-dasharray": dashes }));
}

function sign(kind: MarkKind): SVGElement {
  const { dashes, sign: path } = markStyles[kind];
  return picture("0 0 12 24", 12,
    shape("path", { d: "M6 6v18", class: `stroke-${kind}`, "stroke-width": "1.5", "stroke-dasharray": dashes.join(" ") }),
    shape("path", { d: path, class: `fill-${kind}`, transform: "translate(6 5) scale(4.5)" }));
}

function picture(viewBox: string, width: number, ...children: SVGElement[]): SVGElement {
  const element = shape("svg", { viewBox, width: `${width}`, "aria-hidden": "true" });
  element.append(...children);
  return element;
}

function shape(name: string, attributes: Record<string, string>): SVGElement {
  const element = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  return element;
}
