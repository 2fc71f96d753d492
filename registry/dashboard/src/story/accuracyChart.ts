import type uPlot from "uplot";
import { count } from "../core/format";
import { LineChart } from "../widgets/lineChart";
import { labelRoom, paintMarks } from "./markPainter";
import type { Mark } from "./marks";
import type { AccuracySeries } from "./series";

const none: AccuracySeries = { heldOut: false, hasTwin: false, samples: [], cartel: [], twin: [] };

/** The accuracy of Cartel and of its isolated twin over the stream, with marks for what happened. */
export class AccuracyChart {
  private marks: readonly Mark[] = [];
  private readonly chart: LineChart;

  /** @param pointed gets the index of the report under the pointer, or null when the pointer leaves. */
  constructor(host: HTMLElement, pointed: (index: number | null) => void) {
    this.chart = new LineChart(host, columnsOf(none), (palette, axis) => ({
      padding: [labelRoom, 18, 0, 0],
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 6 } },
      scales: { x: { time: false }, y: { range: [0, 1] } },
      axes: [
        { ...axis, size: 24, space: 60, values: (_, splits) => splits.map(count) },
        { ...axis, size: 44, splits: [0, 0.25, 0.5, 0.75, 1], values: (_, splits) => splits.map(share => `${share * 100} %`) },
      ],
      series: [
        {},
        { stroke: palette.twin, width: 1.5, dash: [6, 4], spanGaps: true, points: { show: false } },
        { stroke: palette.cartel, width: 2.5, spanGaps: true, points: { show: false } },
      ],
      hooks: {
        draw: [plot => paintMarks(plot, this.marks, palette)],
        setCursor: [plot => pointed(plot.cursor.idx ?? null)],
      },
    }));
  }

  show(series: AccuracySeries, marks: readonly Mark[]): void {
    this.marks = marks;
    this.chart.show(columnsOf(series));
  }

  /** Takes up the colours as they are now. */
  recolour(): void {
    this.chart.recolour();
  }

  destroy(): void {
    this.chart.destroy();
  }
}

function columnsOf({ samples, twin, cartel }: AccuracySeries): uPlot.AlignedData {
  return [samples, twin, cartel];
}
