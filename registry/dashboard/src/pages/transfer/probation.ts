import type uPlot from "uplot";
import { el, setText } from "../../core/dom";
import { count } from "../../core/format";
import type { TransferReceipt } from "../../core/protocol";
import { lineLegend } from "../../story/legend";
import { DataLinks } from "../../widgets/dataLinks";
import { LineChart } from "../../widgets/lineChart";

const lines = [
  { key: "former", colour: "twin", width: 1.5, dash: [6, 4], words: "the former model, in shadow" },
  { key: "merged", colour: "merged", width: 2, dash: [2, 3], words: "the best merged model by then" },
  { key: "served", colour: "cartel", width: 2.5, dash: [], words: "what was served: all of them, weighted" },
] as const;

type Step = Record<"samples" | (typeof lines)[number]["key"], number>;

/** Who made how many mistakes on probation. */
export class Probation {
  readonly node: HTMLElement;
  private readonly host = el("div", "chart");
  private readonly words = el("p", "measure");
  private readonly data = new DataLinks("probation");
  private readonly chart = new LineChart(this.host, [[], [], [], []], (palette, axis) => ({
    padding: [8, 18, 0, 0],
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 6 } },
    scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(1, most)] } },
    axes: [
      { ...axis, size: 24, space: 60, values: (_, splits) => splits.map(count) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], values: (_, splits) => splits.map(count) },
    ],
    series: [{}, ...lines.map(({ colour, width, dash }) => ({ stroke: palette[colour], width, dash: [...dash], points: { show: false } }))],
  }));

  constructor() {
    this.host.role = "img";
    const legend = el("ul", "legend", ...lines.map(({ colour, width, dash, words }) => lineLegend(colour, width, dash, words)));
    this.node = el("div", "", legend, this.host, this.words, this.data.node);
  }

  /** Whether there is anything to show. */
  show(receipt: TransferReceipt | undefined, request: string): boolean {
    const steps = receipt ? stepsOf(receipt) : [];
    const end = steps.at(-1);
    if (!end) return false;

    this.chart.show(columnsOf(steps));
    const told = `after ${count(end.samples)} labelled samples the former model had made ${count(end.former)} mistakes, `
      + `the best merged model ${count(end.merged)}, and what was served ${count(end.served)}`;
    setText(this.words, `Mistakes so far, over labelled samples since the merge: ${told}.`);
    this.host.ariaLabel = `Mistakes on probation; ${told}`;
    this.data.show(steps, request);
    return true;
  }

  recolour(): void {
    this.chart.recolour();
  }

  close(): void {
    this.chart.destroy();
  }
}

/** The curve from the merge on, where nobody had made a mistake yet. */
function stepsOf({ probation, mergedAtSample, endedAtSample }: TransferReceipt): Step[] {
  if (!probation || probation.former.length === 0) return [];

  const { every, former, merged, served } = probation;
  const before = (former.length - 1) * every;
  // The last step may be shorter: then the sample counts tell how long it is.
  const whole = endedAtSample - (mergedAtSample ?? endedAtSample);
  const end = whole > before && whole < before + every ? whole : before + every;
  return [{ samples: 0, former: 0, merged: 0, served: 0 }, ...former.map((mistakes, i) => ({
    samples: i === former.length - 1 ? end : (i + 1) * every, former: mistakes, merged: merged[i] ?? 0, served: served[i] ?? 0,
  }))];
}

function columnsOf(steps: readonly Step[]): uPlot.AlignedData {
  return [steps.map(({ samples }) => samples), ...lines.map(({ key }) => steps.map(step => step[key]))] as uPlot.AlignedData;
}
