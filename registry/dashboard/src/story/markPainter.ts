import type uPlot from "uplot";
import type { Mark } from "./marks";
import { markStyles } from "./markStyle";
import type { Palette } from "../shell/palette";

const rowHeight = 14;
const signSize = 4;
const longestLabel = 20;

/** Rows above the plot where signs and labels stand; as many as keep a trigger, a merge and an outcome readable side by side. */
export const labelRows = 3;

/** The room above the plot that the labels take, in CSS pixels. */
export const labelRoom = labelRows * rowHeight + 4;

/** Draws a line down the plot for each mark, and above it the sign and, where it fits, the label. */
export function paintMarks(plot: uPlot, marks: readonly Mark[], palette: Palette): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const rowEnds = new Array<number>(labelRows).fill(-Infinity);
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark.sample, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const label = mark.label.length > longestLabel ? `${mark.label.slice(0, longestLabel - 1)}…` : mark.label;
    const width = ctx.measureText(label).width + 4 * signSize * ratio;
    const flips = x + width > bbox.left + bbox.width;
    const start = flips ? x - width : x - signSize * ratio;
    const row = rowEnds.findIndex(end => start > end);
    if (row >= 0) rowEnds[row] = start + width + signSize * ratio;

    const y = bbox.top - (labelRows - Math.max(row, 0) - 0.5) * rowHeight * ratio;
    paintLine(ctx, mark, palette, x, y, bbox.top + bbox.height, ratio);
    paintSign(ctx, mark, palette, x, y, ratio);
    if (row >= 0) paintLabel(ctx, label, palette, x, y, flips, ratio);
  }
  ctx.restore();
}

function paintLine(
  ctx: CanvasRenderingContext2D, mark: Mark, palette: Palette, x: number, top: number, bottom: number, ratio: number): void {
  ctx.strokeStyle = palette[mark.kind];
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash(markStyles[mark.kind].dashes.map(length => length * ratio));
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
}

function paintSign(ctx: CanvasRenderingContext2D, mark: Mark, palette: Palette, x: number, y: number, ratio: number): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(signSize * ratio, signSize * ratio);
  ctx.fillStyle = palette[mark.kind];
  ctx.fill(new Path2D(markStyles[mark.kind].sign));
  ctx.restore();
}

function paintLabel(
  ctx: CanvasRenderingContext2D, label: string, palette: Palette, x: number, y: number, flips: boolean, ratio: number): void {
  ctx.fillStyle = palette.text;
  ctx.textAlign = flips ? "right" : "left";
  ctx.fillText(label, x + (flips ? -2 : 2) * signSize * ratio, y);
}
