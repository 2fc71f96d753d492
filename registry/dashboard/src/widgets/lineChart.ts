import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { readPalette, type Palette } from "../shell/palette";

/** What differs from chart to chart. An axis begins with what all have in common. */
export type LineOptions = (palette: Palette, axis: uPlot.Axis) => Omit<uPlot.Options, "width" | "height">;

/** Lines over numbers, in the size of their box and the colours of the page. */
export class LineChart {
  private plot: uPlot;
  private readonly resized = new ResizeObserver(() => this.fit());

  constructor(private readonly host: HTMLElement, private data: uPlot.AlignedData, private readonly options: LineOptions) {
    this.plot = this.create();
    this.resized.observe(host);
  }

  show(data: uPlot.AlignedData): void {
    this.data = data;
    this.plot.setData(data);
  }

  /** Takes up the colours as they are now. */
  recolour(): void {
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

  private create(): uPlot {
    const palette = readPalette();
    const axis: uPlot.Axis = { stroke: palette.text, grid: { stroke: palette.grid, width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
    const size = { width: Math.max(this.host.clientWidth, 100), height: Math.max(this.host.clientHeight, 100) };
    return new uPlot({ ...size, legend: { show: false }, ...this.options(palette, axis) }, this.data, this.host);
  }
}
