import { hover, svg } from "../../core/dom";
import { classNames, moment } from "../../core/format";
import type { Context } from "../../core/page";
import type { CartelEvent } from "../../core/protocol";
import type { FleetIncident } from "../../core/views";
import type { MarkKind } from "../../story/marks";
import { markStyles } from "../../story/markStyle";
import { Drawing, nameRoom, words, type Picture } from "../../widgets/drawing";

const [lane, head, foot] = [22, 6, 18];
const mostLanes = 60;
const markOf: Record<string, MarkKind> = { drift: "drift", novelty: "novelty", "transfer.adopted": "adopted", "transfer.rolled-back": "rolled-back" };

/** Signals over time, a lane for each agent; a band where several agents met the same. */
export class Lanes {
  readonly node: SVGElement;
  private readonly drawing = new Drawing("lanes", "group");

  constructor() {
    this.node = this.drawing.node;
  }

  /** How many lanes there are. */
  show(context: Context, signals: readonly CartelEvent[], incidents: readonly FleetIncident[]): number {
    const latest = [...new Set([...signals].reverse().map(({ agent }) => agent))].slice(0, mostLanes);
    const names = latest.sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
    this.drawing.show(
      `${signals.length} signals of ${names.length} agents over time`,
      names.length === 0 ? undefined : width => draw(context, names, signals, incidents, width));
    return names.length;
  }
}

function draw(context: Context, names: readonly string[], signals: readonly CartelEvent[], incidents: readonly FleetIncident[], width: number): Picture {
  const { room, longest } = nameRoom(names, width);
  const place = new Map(names.map((name, i) => [name, head + lane * (i + 0.5)]));
  const bottom = head + lane * names.length;
  const times = signals.map(({ at }) => Date.parse(at));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const x = (at: number) => room + 10 + (to === from ? 0.5 : (at - from) / (to - from)) * (width - room - 20);
  const bands = incidents.filter(one => Date.parse(one.to) >= from && Date.parse(one.from) <= to).map(one => {
    const [start, end] = [x(Math.max(from, Date.parse(one.from))), x(Math.min(to, Date.parse(one.to)))];
    const text = `${one.agents} agents: ${one.kind} on ${classNames(context.task, one.classes).join(", ")}, ${moment(one.from).textContent} to ${moment(one.to).textContent}`;
    return svg("rect", { class: `band ${one.kind}`, x: start - 6, y: 0, width: Math.max(12, end - start + 12), height: bottom }, hover(text));
  });
  const marks = signals.flatMap(signal =>
    markOf[signal.kind] && place.has(signal.agent) ? [markAt(context, signal, x(Date.parse(signal.at)), place.get(signal.agent)!)] : []);
  return {
    height: bottom + foot,
    children: [
      ...bands, ...names.map(name => laneOf(context, name, place.get(name)!, room, longest, width)), ...marks,
      words(room + 10, bottom + foot - 4, label(from), "axis", "start"), ...(to > from ? [words(width - 10, bottom + foot - 4, label(to), "axis", "end")] : []),
    ],
  };
}

function laneOf(context: Context, name: string, y: number, room: number, longest: number, width: number): SVGElement {
  return svg("g", { "data-lane": name },
    svg("path", { d: `M${room} ${y}H${width}`, class: "stroke-grid" }),
    svg("a", { href: context.href("agent", { agent: name }) }, hover(name), words(room - 6, y + 4, name, "name", "end", longest)));
}

function markAt(context: Context, signal: CartelEvent, x: number, y: number): SVGElement {
  const kind = markOf[signal.kind]!;
  const shape = svg("path", { d: markStyles[kind].sign, class: `fill-${kind}`, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(5)`, "data-signal": signal.id },
    hover(`${moment(signal.at).textContent} ${signal.message}`));
  if (signal.transfer === undefined) return shape;
  return svg("a", { href: context.href("transfer", { id: signal.transfer }), "aria-label": signal.message.slice(0, 200) }, shape);
}

function label(at: number): string {
  return moment(new Date(at).toISOString()).textContent;
}
