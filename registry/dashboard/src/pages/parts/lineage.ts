import { hover, svg } from "../../core/dom";
import { classNames, moment, percent } from "../../core/format";
import type { Context } from "../../core/page";
import type { Transfer } from "../../core/protocol";
import { Drawing, nameRoom, words, type Picture } from "../../widgets/drawing";
import { donorOf } from "../agent/partsHeld";

const [lane, head, foot] = [26, 10, 20];
const mostLanes = 40;

interface Loan {
  transfer: Transfer;
  donor: string;
  at: number;
}

/** Who lent to whom and when: a lane for each agent, an arrow for each part that was merged. */
export class Lineage {
  readonly node: SVGElement;
  private readonly drawing = new Drawing("lineage", "group");

  constructor() {
    this.node = this.drawing.node;
  }

  show(context: Context, transfers: readonly Transfer[]): void {
    const loans = transfers.map(transfer => ({ transfer, donor: donorOf(transfer.donor ?? transfer.receipt?.donor ?? ""), at: Date.parse(transfer.updatedAt) }))
      .filter(({ donor }) => donor !== "").sort((a, b) => a.at - b.at);
    const names = [...new Set(loans.flatMap(({ donor, transfer }) => [donor, transfer.target]))].slice(0, mostLanes);
    this.drawing.show(`${loans.length} loans between ${names.length} agents`, loans.length === 0 ? undefined : width => draw(context, names, loans, width));
  }
}

function draw(context: Context, names: readonly string[], loans: readonly Loan[], width: number): Picture {
  const { room, longest } = nameRoom(names, width);
  const bottom = head + lane * names.length;
  const [from, to] = [loans[0]!.at, loans.at(-1)!.at];
  const x = (at: number) => room + 14 + (to === from ? 0.5 : (at - from) / (to - from)) * (width - room - 28);
  const y = (name: string) => head + lane * (names.indexOf(name) + 0.5);
  const shown = loans.filter(({ donor, transfer }) => names.includes(donor) && names.includes(transfer.target));
  return {
    height: bottom + foot,
    children: [
      svg("defs", {}, arrowHead("arrow", "fill-adopted"), arrowHead("arrow-undone", "fill-rolled-back")),
      ...names.map(name => svg("g", {},
        svg("path", { d: `M${room} ${y(name)}H${width}`, class: "stroke-grid" }),
        svg("a", { href: context.href("agent", { agent: name }) }, hover(name), words(room - 6, y(name) + 4, name, "name", "end", longest)))),
      ...shown.map(({ donor, transfer, at }) => arrow(context, transfer, donor, x(at), y(donor), y(transfer.target))),
      words(room + 10, bottom + foot - 4, label(from), "axis", "start"), ...(to > from ? [words(width - 10, bottom + foot - 4, label(to), "axis", "end")] : []),
    ],
  };
}

function arrow(context: Context, transfer: Transfer, donor: string, x: number, from: number, to: number): SVGElement {
  const kept = transfer.state !== "rolled-back";
  const tip = to + (to > from ? -3 : 3);
  const text = `${donor} → ${transfer.target}: ${classNames(context.task, transfer.needs).join(", ")}, ${transfer.state}, ${moment(transfer.updatedAt).textContent}`
    + (transfer.receipt?.errorBefore === undefined ? "" : `, error ${percent(transfer.receipt.errorBefore)} → ${percent(transfer.receipt.errorAfter)}`);
  const line = `M${x.toFixed(1)} ${from}V${tip}`;
  return svg("a", { href: context.href("transfer", { id: transfer.id }), "aria-label": text.slice(0, 300) }, hover(text),
    svg("path", { d: line, class: "hit" }),
    svg("path", { d: line, class: kept ? "loan stroke-adopted" : "loan undone stroke-rolled-back", "marker-end": `url(#${kept ? "arrow" : "arrow-undone"})` }),
    svg("circle", { cx: x.toFixed(1), cy: from, r: 4, class: kept ? "fill-adopted" : "fill-rolled-back" }));
}

function arrowHead(id: string, colour: string): SVGElement {
  return svg("marker", { id, viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 5, markerHeight: 5, orient: "auto" }, svg("path", { d: "M0 0 8 4 0 8Z", class: colour }));
}

function label(at: number): string {
  return moment(new Date(at).toISOString()).textContent;
}
