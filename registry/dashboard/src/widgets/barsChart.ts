import { el, hover, svg } from "../core/dom";
import { moment } from "../core/format";
import { Drawing, words, type Picture } from "./drawing";

const [height, foot, head] = [130, 16, 14];
const fewestSlots = 20;

export interface BarSeries {
  words: string;
  colour: string;
}

export interface BarStep {
  at: string;
  values: number[];
}

/** Counts per step of time, one above the other. */
export class BarsChart {
  readonly legend: HTMLElement;
  readonly node: SVGElement;
  private readonly drawing = new Drawing("bars", "img");

  constructor(private readonly series: readonly BarSeries[]) {
    this.node = this.drawing.node;
    this.legend = el("ul", "legend", ...series.map(({ words: name, colour }) =>
      el("li", "", svg("svg", { viewBox: "0 0 12 12", width: 12, "aria-hidden": "true" }, svg("rect", { class: `fill-${colour}`, width: 12, height: 12, rx: 2 })), name)));
  }

  show(steps: readonly BarStep[], stepSeconds: number): void {
    const totals = this.series.map(({ words: name }, i) => `${sum(steps.map(step => step.values[i] ?? 0))} ${name}`);
    this.drawing.show(`Over time: ${totals.join(", ")}`, width => this.draw(steps, stepSeconds, width));
  }

  private draw(steps: readonly BarStep[], stepSeconds: number, width: number): Picture {
    const first = Date.parse(steps[0]?.at ?? "");
    const last = Date.parse(steps.at(-1)?.at ?? "");
    const slot = steps.length === 0 ? width : width / Math.max(fewestSlots, (last - first) / 1000 / stepSeconds + 1);
    const most = Math.max(1, ...steps.map(({ values }) => sum(values)));
    const base = height - foot;
    const bars = steps.flatMap(({ at, values }) => {
      const x = ((Date.parse(at) - first) / 1000 / stepSeconds) * slot;
      let y = base;
      return values.flatMap((value, i) => {
        if (value === 0) return [];
        const high = (value / most) * (base - head);
        y -= high;
        const { words: name, colour } = this.series[i]!;
        return [svg("rect", { class: `fill-${colour}`, x: x + slot * 0.1, y, width: slot * 0.8, height: high }, hover(`${moment(at).textContent}: ${value} ${name}`))];
      });
    });
    const ends = steps.length === 0 ? [] : [
      words(2, height - 3, moment(steps[0]!.at).textContent, "axis", "start"),
      ...(steps.length === 1 ? [] : [words(Math.min(width - 2, ((last - first) / 1000 / stepSeconds + 1) * slot), height - 3, moment(steps.at(-1)!.at).textContent, "axis", "end")]),
    ];
    return { height, children: [svg("path", { class: "stroke-grid", d: `M0 ${base}H${width}` }), ...bars, words(2, 10, `${most}`, "axis", "start"), ...ends] };
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
