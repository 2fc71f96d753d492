import { el, foreign, hover, setChildren, svg } from "../../core/dom";
import { classNames } from "../../core/format";
import type { Context } from "../../core/page";
import type { AgentVitals, DetectorVital } from "../../core/views";
import { DataLinks } from "../../widgets/dataLinks";
import { DataTable } from "../../widgets/dataTable";
import { empty } from "../../widgets/empty";

const [width, height] = [120, 14];
// Where a bar has the threshold of the signal: beyond it there is room for who is over it.
const signalAt = width * 0.85;

const levels = {
  calm: { sign: "✓ calm", kind: "calm" },
  warning: { sign: "▲ warns", kind: "warning" },
  signal: { sign: "! signals", kind: "signal" },
} as const;

/** An agent's detectors of drift, and how near each is to a signal. */
export class Detectors {
  readonly node: HTMLElement;
  private context: Context | undefined;
  private readonly nothing = el("div");
  private readonly data: DataLinks;
  private readonly table = new DataTable<DetectorVital>("Detectors", [
    { head: "Detector", cell: ({ name }) => foreign(name) },
    { head: "Watches", cell: detector => this.watched(detector) },
    { head: "Statistic", number: true, cell: ({ statistic }) => digits(statistic) },
    { head: "Warns at", number: true, cell: ({ warningAt }) => (warningAt === undefined ? "–" : digits(warningAt)) },
    { head: "Signals at", number: true, cell: ({ driftAt }) => digits(driftAt) },
    { head: "How near", cell: detector => el("span", "meter-cell", bar(detector), level(detector)) },
  ], keyOf, (row, detector) => (row.dataset.detector = keyOf(detector)));

  constructor(agent: string) {
    this.data = new DataLinks(`detectors-${agent}`);
    this.node = el("div", "", this.table.node, this.nothing, this.data.node);
  }

  show(context: Context, vitals: AgentVitals | undefined, request: string): void {
    this.context = context;
    const detectors = vitals?.detectors ?? [];
    this.table.show(detectors);
    this.data.show(detectors.map(detector => ({ ...detector })), request);
    const why = vitals ? "None of its detectors has anything to compare just now: nothing got worse, or too few samples came since a merge." : "It has not told of its detectors yet.";
    setChildren(this.nothing, detectors.length === 0 && empty(why, "./cartel agent run --report-every 10"));
  }

  private watched({ class: index }: DetectorVital): (Node | string)[] {
    return index === undefined ? ["all errors"] : ["recall of ", ...classNames(this.context!.task, [index]).map(name => foreign(name, "label"))];
  }
}

function keyOf({ name, class: index }: DetectorVital): string {
  return index === undefined ? name : `${name} ${index}`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** How much of the way to its signal a statistic has gone; 1 is there. */
function share(value: number, { driftAt }: DetectorVital): number {
  if (driftAt <= 0) return value >= driftAt ? 1 : 0;
  return Math.max(0, value / driftAt);
}

function level(detector: DetectorVital): HTMLElement {
  const { statistic, driftAt, warningAt } = detector;
  const { sign, kind } = levels[statistic > driftAt ? "signal" : warningAt !== undefined && statistic > warningAt ? "warning" : "calm"];
  return el("span", `nearness ${kind}`, sign);
}

/** The statistic as a bar, a broken line where it warns and a whole one where it signals. */
function bar(detector: DetectorVital): SVGElement {
  const { warningAt } = detector;
  const reached = share(detector.statistic, detector);
  const told = `${Math.round(reached * 100)} % of the way to a signal${warningAt === undefined ? "" : `; it warns at ${Math.round(share(warningAt, detector) * 100)} %`}`;
  const tick = (at: number, kind: string, dashes: string) => svg("path", { d: `M${at.toFixed(1)} 0V${height}`, class: kind, "stroke-width": 2, "stroke-dasharray": dashes });
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, class: "nearness-bar", role: "img", "aria-label": told }, hover(told),
    svg("rect", { y: 3, width, height: 8, rx: 2, class: "fill-grid" }),
    svg("rect", { y: 3, width: Math.min(width, reached * signalAt).toFixed(1), height: 8, rx: 2, class: "fill-cartel" }),
    ...(warningAt === undefined ? [] : [tick(Math.min(signalAt, share(warningAt, detector) * signalAt), "stroke-twin", "3 2")]),
    tick(signalAt, "stroke-rolled-back", ""));
}
