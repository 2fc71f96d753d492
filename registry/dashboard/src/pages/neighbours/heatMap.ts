import { el, setChildren, setText } from "../../core/dom";
import { bits } from "../../core/format";
import type { DivergenceMatrix } from "../../core/views";
import { readPalette } from "../../shell/palette";

const largest = 520;
const mostCell = 28;
const leastNamed = 11;
const longestName = 16;
const nameWidth = 110;

/** Divergences as a square of squares: dark is near. A pointer or the arrow keys read one cell; a click or Enter chooses its row's agent. */
export class HeatMap {
  readonly node: HTMLElement;
  private readonly canvas = el("canvas", "heat");
  private readonly names = el("ol", "heat-names");
  private readonly readout = el("p", "readout");
  private matrix: DivergenceMatrix = { agents: [], groups: [], bits: [], all: 0 };
  private chosen: string | undefined;
  private at = { row: 0, column: 0 };
  private drawn = "";
  private width = 0;

  constructor(private readonly choose: (agent: string) => void) {
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.readout.setAttribute("aria-live", "polite");
    this.node = el("div", "heat-box", el("div", "heat-row", this.names, this.canvas), el("p", "scale faint", el("span", "swatch near"), "near (0 bits)", el("span", "swatch far"), "far (1 bit); gaps part groups of agents alike"), this.readout);
    new ResizeObserver(() => this.fit()).observe(this.node);
    this.canvas.addEventListener("pointermove", event => this.point(event));
    this.canvas.addEventListener("click", () => this.take());
    this.canvas.addEventListener("keydown", event => this.key(event));
  }

  show(matrix: DivergenceMatrix, chosen: string | undefined): void {
    const key = JSON.stringify([matrix, chosen]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.matrix = matrix;
    this.chosen = chosen;
    this.canvas.ariaLabel = `Divergence between ${matrix.agents.length} agents, in the order of their groups. Arrow keys read a cell, Enter chooses an agent.`;
    this.node.hidden = matrix.agents.length === 0;
    this.at = { row: Math.max(0, matrix.agents.indexOf(chosen ?? "")), column: 0 };
    this.draw();
    this.read();
  }

  recolour(): void {
    this.draw();
  }

  private fit(): void {
    const width = this.node.clientWidth;
    if (width === this.width || width === 0) return;
    this.width = width;
    this.draw();
  }

  private draw(): void {
    const { agents, bits: rows, groups } = this.matrix;
    const width = this.node.clientWidth || largest;
    const cellIn = (room: number) => Math.max(1, Math.min(mostCell, Math.floor(Math.min(largest, room) / Math.max(1, agents.length))));
    const isNamed = cellIn(width - nameWidth) >= leastNamed;
    const cell = cellIn(isNamed ? width - nameWidth : width);
    const ratio = devicePixelRatio;
    const side = cell * agents.length;
    this.canvas.width = this.canvas.height = side * ratio;
    this.canvas.style.width = `${side}px`;
    this.names.hidden = !isNamed;
    this.names.style.width = `${nameWidth}px`;
    setChildren(this.names, ...(isNamed ? agents.map(agent => nameOf(agent, cell)) : []));
    const context = this.canvas.getContext("2d")!;
    const palette = readPalette();
    context.scale(ratio, ratio);
    context.fillStyle = palette.far;
    context.fillRect(0, 0, side, side);
    context.fillStyle = palette.near;
    rows.forEach((row, i) => row.forEach((value, j) => {
      context.globalAlpha = 1 - Math.min(1, Math.sqrt(value));
      context.fillRect(j * cell, i * cell, cell, cell);
    }));
    context.globalAlpha = 1;
    context.fillStyle = palette.panel;
    groups.forEach((group, i) => {
      if (i === 0 || group === groups[i - 1]) return;
      context.fillRect(i * cell - 1, 0, 2, side);
      context.fillRect(0, i * cell - 1, side, 2);
    });
    const row = agents.indexOf(this.chosen ?? "");
    context.lineWidth = 2;
    context.strokeStyle = palette.twin;
    if (row >= 0) context.strokeRect(1, row * cell + 1, side - 2, cell - 2);
  }

  private point(event: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const size = this.matrix.agents.length;
    const place = (offset: number, span: number) => Math.max(0, Math.min(size - 1, Math.floor((offset / span) * size)));
    this.at = { row: place(event.clientY - box.top, box.height), column: place(event.clientX - box.left, box.width) };
    this.read();
  }

  private key(event: KeyboardEvent): void {
    const moves: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = moves[event.key];
    if (event.key === "Enter") this.take();
    if (!move) return;
    event.preventDefault();
    const last = this.matrix.agents.length - 1;
    this.at = { row: Math.max(0, Math.min(last, this.at.row + move[0])), column: Math.max(0, Math.min(last, this.at.column + move[1])) };
    this.read();
  }

  private take(): void {
    const agent = this.matrix.agents[this.at.row];
    if (agent !== undefined) this.choose(agent);
  }

  private read(): void {
    const { agents, bits: rows } = this.matrix;
    const value = rows[this.at.row]?.[this.at.column];
    setText(this.readout, value === undefined ? "" : `${agents[this.at.row]} and ${agents[this.at.column]}: ${bits(value)}`);
  }
}

function nameOf(agent: string, height: number): HTMLElement {
  const name = el("li", "", agent.length > longestName ? `${agent.slice(0, longestName - 1)}…` : agent);
  name.style.height = name.style.lineHeight = `${height}px`;
  return name;
}
