import { el, foreign, link, setText } from "../core/dom";
import { count, percent } from "../core/format";
import type { Context } from "../core/page";
import type { AgentHistory, AgentStatus, AgentView, CartelEvent, Transfer } from "../core/protocol";
import { AccuracyChart } from "./accuracyChart";
import { marksOf, type Mark } from "./marks";
import { recoveryOf } from "./recovery";
import { accuracies, seriesOf, type AccuracySeries } from "./series";
import { storyOf } from "./story";
import { livenessBadge } from "../widgets/badges";
import { DataLinks } from "../widgets/dataLinks";

/** One agent: how it does now, its chart, and the story of its latest transfer. */
export class AgentCard {
  readonly node = el("article", "card");
  private readonly liveness = el("span");
  private readonly samples = el("span", "samples");
  private readonly labels = el("div", "labels");
  private readonly cartel = el("strong");
  private readonly twin = el("strong");
  private readonly twinFigure = el("span", "figure twin", "Isolated twin ", this.twin);
  private readonly host = el("div", "chart");
  private readonly measure = el("p", "measure");
  private readonly story = el("p", "story");
  private readonly recovery = el("p", "recovery");
  private readonly data: DataLinks;
  private readonly name: HTMLAnchorElement;
  private readonly chart: AccuracyChart;
  private status: AgentStatus | undefined;
  private series: AccuracySeries | undefined;
  private transfer: Transfer | undefined;
  private marks: Mark[] = [];
  private pointed: number | null = null;

  /** @param heading is the level that fits where the card stands. */
  constructor(readonly agent: string, heading: "h2" | "h3" = "h3") {
    this.node.dataset.agent = agent;
    this.name = link("", foreign(agent), "name");
    this.data = new DataLinks(`accuracy-${agent}`);
    this.host.role = "img";
    this.node.append(
      el("header", "", el(heading, "", this.name), this.liveness, this.samples),
      this.labels,
      el("p", "figures", el("span", "figure cartel", "Cartel ", this.cartel), this.twinFigure),
      this.host, this.measure, this.story, this.recovery, this.data.node);
    this.chart = new AccuracyChart(this.host, index => {
      this.pointed = index;
      this.showFigures();
    });
  }

  /** Its latest transfers are the first of those given. */
  show(context: Context, view: AgentView, transfers: readonly Transfer[], events: readonly CartelEvent[]): void {
    this.status = view.status ?? this.status;
    this.name.href = context.href("agent", { agent: view.name });
    this.liveness.replaceChildren(livenessBadge(view.liveness));
    this.showLabels(view.registration.labels ?? {});
    this.transfer = transfers.find(transfer => transfer.target === view.name);
    setText(this.story, storyOf(this.transfer, context.task));
    this.marks = marksOf(view.name, transfers, events, context.task);
    if (this.series) this.chart.show(this.series, this.marks);
    this.showFigures();
  }

  showHistory(history: AgentHistory, request: string): void {
    this.series = seriesOf(history);
    this.data.show(history.points.map(({ at, status }) => ({ at, ...status })), request);
    this.chart.show(this.series, this.marks);
    this.showFigures();
  }

  recolour(): void {
    this.chart.recolour();
  }

  close(): void {
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
      setText(this.cartel, percent(series.cartel[pointed]));
      setText(this.twin, percent(series.twin[pointed]));
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
      `Accuracy of ${this.agent} over samples, now ${percent(latest?.cartel)}`,
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
