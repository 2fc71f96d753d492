import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { count } from "../core/format";
import { labelRoom, paintMarks } from "./markPainter";
import type { Mark } from "./marks";
import { readPalette, type Palette } from "../shell/palette";
import type { AccuracySeries } from "./series";

const none: AccuracySeries = { heldOut: false, hasTwin: false, samples: [], cartel: [], twin: [] };

/** The accuracy of Cartel and of its isolated twin over the stream, with marks for what happened. */
export class AccuracyChart {
  private palette: Palette = readPalette();
  private series = none;
  private marks: readonly Mark[] = [];
  private plot: uPlot;
  private readonly resized = new ResizeObserver(() => this.fit());

  /** @param pointed gets the index of the report under the pointer, or null when the pointer leaves. */
  constructor(private readonly host: HTMLElement, private readonly pointed: (index: number | null) => void) {
    this.plot = this.create();
    this.resized.observe(host);
  }

  show(series: AccuracySeries, marks: readonly Mark[]): void {
    this.series = series;
    this.marks = marks;
    this.plot.setData(this.columns());
  }

  /** Takes up the colours as they are now. */
  recolour(): void {
    this.palette = readPalette();
    this.plot.destroy();
    this.plot = this.create();
  }

  destroy(): void {
    this.resized.disconnect();
    this.plot.destroy();
  }

  private fit(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width > 0 && (width !== this.plot.width || height !== this.plot.height)) this.plot.setSize({ width, height });
  }

  private columns(): uPlot.AlignedData {
    return [this.series.samples, this.series.twin, this.series.cartel];
  }

  private create(): uPlot {
    const { palette } = this;
    const axis = { stroke: palette.text, grid: { stroke: palette.grid, width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
    return new uPlot({
      width: Math.max(this.host.clientWidth, 100),
      height: Math.max(this.host.clientHeight, 100),
      padding: [labelRoom, 12, 0, 0],
      legend: { show: false },
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
        draw: [plot => paintMarks(plot, this.marks, this.palette)],
        setCursor: [plot => this.pointed(plot.cursor.idx ?? null)],
      },
    }, this.columns(), this.host);
  }
}
