import { el, foreign, hover, setChildren, svg } from "../core/dom";
import { moment, percent } from "../core/format";

const [width, height, foot] = [600, 160, 16];
// As many as can be told apart; the rest is one area.
const mostAreas = 8;

export interface AreaStep {
  at: string;
  shares: number[];
}

/** Shares that make up a whole, over time, one above the other. Neighbours differ in lightness as well as in colour. */
export class AreaChart {
  readonly node: HTMLElement;
  private readonly legend = el("ul", "legend");
  private readonly picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "areas", role: "img", preserveAspectRatio: "none" });
  private readonly feet = el("p", "feet faint");

  constructor(private readonly caption: string) {
    this.node = el("figure", "", this.legend, this.picture, this.feet);
  }

  show(names: readonly string[], steps: readonly AreaStep[], stepSeconds: number): void {
    if (steps.length === 0) return;
    const means = names.map((_, i) => mean(steps.map(step => step.shares[i] ?? 0)));
    const order = names.map((_, i) => i).filter(i => means[i]! > 0).sort((a, b) => means[b]! - means[a]!);
    const alone = order.length > mostAreas ? order.slice(0, mostAreas - 1) : order;
    const groups = order.length > mostAreas ? [...alone.map(i => [i]), order.slice(mostAreas - 1)] : alone.map(i => [i]);
    const labels = groups.map((group, i) => (group.length > 1 ? `${group.length} others` : names[groups[i]![0]!] ?? ""));

    const start = Date.parse(steps[0]!.at);
    const end = Math.max(Date.parse(steps.at(-1)!.at), start + stepSeconds * 1000);
    const xs = steps.map(({ at }) => ((Date.parse(at) - start) / (end - start)) * width);
    // A single step fills the whole width.
    if (steps.length === 1) xs.push(width);
    let floor = xs.map(() => 0);
    const latest = steps.at(-1)!;
    const areas = groups.map((group, g) => {
      const tops = floor.map((bottom, s) => bottom + total(group.map(i => steps[Math.min(s, steps.length - 1)]!.shares[i] ?? 0)));
      const path = `M${tops.map((top, s) => point(xs[s]!, top)).join("L")}L${floor.map((bottom, s) => point(xs[s]!, bottom)).reverse().join("L")}Z`;
      floor = tops;
      return svg("path", { d: path, class: `area area-${g}` }, hover(`${labels[g]}: now ${percent(total(group.map(i => latest.shares[i] ?? 0)))}`));
    });
    this.picture.replaceChildren(...areas);
    this.picture.setAttribute("aria-label", `${this.caption}; now ${groups.map((group, g) => `${labels[g]} ${percent(total(group.map(i => latest.shares[i] ?? 0)))}`).join(", ")}`);
    setChildren(this.legend, ...groups.map((group, g) => el("li", "", swatch(g), foreign(labels[g] ?? ""), ` ${percent(total(group.map(i => latest.shares[i] ?? 0)))}`)));
    setChildren(this.feet, moment(steps[0]!.at), moment(latest.at));
  }
}

function swatch(index: number): SVGElement {
  return svg("svg", { viewBox: "0 0 12 12", width: 12, "aria-hidden": "true" }, svg("rect", { class: `area area-${index}`, width: 12, height: 12 }));
}

function point(x: number, share: number): string {
  return `${x.toFixed(1)} ${((1 - Math.min(1, share)) * (height - foot) + foot / 2).toFixed(1)}`;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean(values: readonly number[]): number {
  return total(values) / Math.max(1, values.length);
}
