import { AccuracyChart } from "./chart";
import { button, el, foreign, setText } from "./dom";
import { count, percent } from "./format";
import { marksOf, type Mark } from "./marks";
import type { Model } from "./model";
import type { AgentHistory, AgentStatus, AgentView, Transfer } from "./protocol";
import { recoveryOf } from "./recovery";
import { accuracies, seriesOf, type AccuracySeries } from "./series";
import { storyOf } from "./story";

const livenessSigns = { online: "●", late: "◐", offline: "○" } as const;

/** One agent: how it does now, its chart, and the story of its latest transfer. */
export class AgentCard {
  readonly node = el("article", "card");
  readonly name: string;
  private readonly select: HTMLButtonElement;
  private readonly liveness = el("span", "liveness");
  private readonly samples = el("span", "samples");
  private readonly labels = el("div", "labels");
  private readonly cartel = el("strong");
  private readonly twin = el("strong");
  private readonly twinFigure = el("span", "figure twin", "Isolated twin ", this.twin);
  private readonly host = el("div", "chart");
  private readonly measure = el("p", "measure");
  private readonly story = el("p", "story");
  private readonly recovery = el("p", "recovery");
  private readonly chart: AccuracyChart;
  private offline = false;
  private status: AgentStatus | undefined;
  private series: AccuracySeries | undefined;
  private transfer: Transfer | undefined;
  private marks: Mark[] = [];
  private pointed: number | null = null;

  constructor(name: string, select: (agent: string) => void) {
    this.name = name;
    this.node.dataset.agent = name;
    this.select = button("name", name, () => select(name));
    this.select.title = "Enlarge, and show only this agent's transfers and events";
    this.host.role = "img";
    this.node.append(
      el("header", "", el("h3", "", this.select), this.liveness, this.samples),
      this.labels,
      el("p", "figures", el("span", "figure cartel", "Cartel ", this.cartel), this.twinFigure),
      this.host, this.measure, this.story, this.recovery);
    this.chart = new AccuracyChart(this.host, index => {
      this.pointed = index;
      this.showFigures();
    });
  }

  /** Whether its history may have grown since it was last shown. */
  get mayGrow(): boolean {
    return !this.offline || !this.series;
  }

  update(view: AgentView, model: Model): void {
    this.offline = view.liveness === "offline";
    this.status ??= view.status;
    this.node.classList.toggle("selected", model.selected === view.name);
    this.select.ariaPressed = String(model.selected === view.name);
    this.liveness.className = `liveness ${view.liveness}`;
    setText(this.liveness, `${livenessSigns[view.liveness]} ${view.liveness}`);
    this.showLabels(view.registration.labels ?? {});
    this.transfer = model.transfers.find(transfer => transfer.target === view.name);
    setText(this.story, storyOf(this.transfer, model.task));
    this.marks = marksOf(view.name, model.transfers, model.events, model.task);
    if (this.series) this.chart.show(this.series, this.marks);
    this.showFigures();
  }

  showHistory(history: AgentHistory): void {
    this.series = seriesOf(history);
    this.status = history.points.at(-1)?.status ?? this.status;
    this.chart.show(this.series, this.marks);
    this.showFigures();
  }

  recolour(): void {
    this.chart.recolour();
  }

  destroy(): void {
    this.chart.destroy();
  }

  /** The figures of the report under the pointer, else of the latest one. */
  private showFigures(): void {
    const { series, status, pointed } = this;
    const heldOut = series?.heldOut ?? status?.heldOutAccuracy !== undefined;
    const latest = status && accuracies(status, heldOut);
    this.twinFigure.hidden = !(series?.hasTwin ?? latest?.twin !== undefined);
    if (series && pointed !== null) {
      setText(this.samples, `at sample ${count(series.samples[pointed] ?? 0)}`);
      setText(this.cartel, percent(series.cartel[pointed] ?? undefined));
      setText(this.twin, percent(series.twin[pointed] ?? undefined));
    } else {
      setText(this.samples, status ? `${count(status.sampleCount)} samples` : "no report yet");
      setText(this.cartel, percent(latest?.cartel));
      setText(this.twin, percent(latest?.twin));
    }
    setText(this.measure, heldOut
      ? "Accuracy on a held-out slice of what it sees now, over samples"
      : "Accuracy over its latest samples, each predicted before it is learned");
    setText(this.recovery, recoveryOf(this.transfer, series) ?? "");
    this.host.ariaLabel = [
      `Accuracy of ${this.name} over samples, now ${percent(latest?.cartel)}`,
      ...this.marks.map(mark => `${mark.label} at sample ${count(mark.sample)}`),
    ].join("; ");
  }

  private showLabels(labels: Record<string, string>): void {
    const texts = Object.entries(labels).map(([key, value]) => `${key}: ${value}`);
    if (this.labels.dataset.shown === texts.join("\n")) return;
    this.labels.dataset.shown = texts.join("\n");
    this.labels.replaceChildren(...texts.map(text => foreign(text, "label")));
  }
}
