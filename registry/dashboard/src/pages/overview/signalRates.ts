import { el } from "../../core/dom";
import type { FleetSummary } from "../../core/views";
import { BarsChart } from "../../widgets/barsChart";
import { DataLinks } from "../../widgets/dataLinks";

const stepsShown = 60;

/** Drifts and novelties of each minute, and what came of them. */
export class SignalRates {
  private readonly data = new DataLinks("signals");
  private readonly chart = new BarsChart([
    { words: "new classes", colour: "novelty" }, { words: "drifts", colour: "drift" },
    { words: "adopted", colour: "adopted" }, { words: "rolled back", colour: "rolled-back" },
  ]);
  readonly node = el("div", "", this.chart.legend, this.chart.node, this.data.node);

  show({ signals, stepSeconds }: FleetSummary, request: string): void {
    this.chart.show(signals.slice(-stepsShown).map(step => ({ at: step.at, values: [step.novelties, step.drifts, step.adopted, step.rolledBack] })), stepSeconds);
    this.data.show(signals.map(step => ({ ...step })), request);
  }
}
