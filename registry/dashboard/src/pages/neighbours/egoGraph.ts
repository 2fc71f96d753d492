import { hover, svg } from "../../core/dom";
import { bits } from "../../core/format";
import type { Context } from "../../core/page";
import type { Neighbour } from "../../core/views";
import { Drawing, words, type Picture } from "../../widgets/drawing";

const height = 380;
const least = 48;
const shown = 14;
const longestName = 14;
// So that a difference that is none does not look like one.
const leastScale = 0.02;

/** One agent in the middle and the others around it: the nearer, the more alike. */
export class EgoGraph {
  readonly node: SVGElement;
  private readonly drawing = new Drawing("ego", "group");

  constructor() {
    this.node = this.drawing.node;
  }

  show(context: Context, agent: string, items: readonly Neighbour[]): void {
    this.drawing.show(`${agent} and its neighbours, the nearer the more alike`, width => draw(context, agent, items.slice(0, shown), width));
  }
}

function draw(context: Context, agent: string, around: readonly Neighbour[], width: number): Picture {
  const [cx, cy] = [width / 2, height / 2];
  // Room for a name at every side.
  const [wide, high] = [Math.min(cx - 50, 260), cy - 28];
  const farthest = Math.max(leastScale, ...around.map(({ jsdBits }) => jsdBits));
  const rings = [farthest / 4, farthest];
  const reach = (value: number, most: number) => least + (most - least) * Math.sqrt(Math.max(0, value) / farthest);
  const placed = around.map((neighbour, i) => {
    const angle = (i / around.length) * 2 * Math.PI - Math.PI / 2;
    return { neighbour, x: cx + Math.cos(angle) * reach(neighbour.jsdBits, wide), y: cy + Math.sin(angle) * reach(neighbour.jsdBits, high) };
  });
  return {
    height,
    children: [
      ...rings.map(value => svg("g", {},
        svg("ellipse", { cx, cy, rx: reach(value, wide), ry: reach(value, high), class: "ring" }), words(cx, cy + reach(value, high) - 3, `${value.toFixed(value < 0.1 ? 3 : 2)} bits`, "axis", "middle"))),
      ...placed.map(({ neighbour, x, y }) => svg("path", { d: `M${cx} ${cy}L${x.toFixed(1)} ${y.toFixed(1)}`, class: neighbour.refused === undefined ? "edge" : "edge refused" })),
      ...placed.map(({ neighbour, x, y }) => dot(context, neighbour, x, y)),
      svg("rect", { x: cx - 9, y: cy - 9, width: 18, height: 18, rx: 3, class: "fill-twin" }), words(cx, cy + 24, agent, "strong", "middle", longestName),
    ],
  };
}

function dot(context: Context, { agent, jsdBits, refused, rank, score }: Neighbour, x: number, y: number): SVGElement {
  const text = `${agent}: ${bits(jsdBits)}${refused === undefined ? `, rank ${rank}, score ${score?.toFixed(3)}` : `, refused: ${refused}`}`;
  const shape = refused === undefined
    ? svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: 8, class: "fill-cartel" })
    : svg("path", { d: `M${x - 6} ${y - 6}l12 12m0 -12l-12 12`, class: "cross" });
  return svg("a", { href: context.href("neighbours", { agent }), "aria-label": text }, hover(text), shape, words(x, y + 20, agent, "name", "middle", longestName));
}
