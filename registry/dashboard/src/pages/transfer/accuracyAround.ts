import { el, setText } from "../../core/dom";
import type { AgentHistory, Transfer } from "../../core/protocol";
import { AccuracyChart } from "../../story/accuracyChart";
import type { Mark } from "../../story/marks";
import { seriesOf, type AccuracySeries } from "../../story/series";
import { DataLinks } from "../../widgets/dataLinks";

const around = 0.75;
const leastAround = 300;

/** How the target did around its merge: before it asked, on trial, and after. */
export class AccuracyAround {
  readonly node: HTMLElement;
  private readonly host = el("div", "chart");
  private readonly words = el("p", "measure");
  private readonly data = new DataLinks("accuracy-around-the-merge");
  private readonly chart = new AccuracyChart(this.host, () => {});

  constructor() {
    this.host.role = "img";
    this.node = el("div", "", this.host, this.words, this.data.node);
  }

  /** Whether there is anything to show. */
  show(transfer: Transfer, history: AgentHistory, request: string): boolean {
    const { receipt, trigger } = transfer;
    const merged = receipt?.mergedAtSample;
    if (merged === undefined && transfer.state !== "shadowing") return false;

    const end = receipt?.endedAtSample ?? Number.MAX_SAFE_INTEGER;
    const reach = Math.max(leastAround, ((receipt?.endedAtSample ?? trigger.sample) - trigger.sample) * around);
    const series = within(seriesOf(history), trigger.sample - reach, end + reach);
    if (series.samples.length < 2) return false;

    const marks: Mark[] = [{ kind: trigger.kind, sample: trigger.sample, label: trigger.kind === "drift" ? "drift" : "new class" }];
    if (merged !== undefined) marks.push({ kind: "merged", sample: merged, label: "merged" });
    if (receipt?.outcome === "adopted" || receipt?.outcome === "rolled-back")
      marks.push({ kind: receipt.outcome, sample: receipt.endedAtSample, label: receipt.outcome.replace("-", " ") });
    this.chart.show(series, marks);
    setText(this.words, `Accuracy ${series.heldOut ? "on a held-out slice" : "over its latest samples"}, over samples; dashed: the isolated twin, where there is one`);
    this.host.ariaLabel = `Accuracy around the merge; ${marks.map(mark => `${mark.label} at sample ${mark.sample}`).join("; ")}`;
    this.data.show(series.samples.map((sample, i) => ({ sample, cartel: series.cartel[i], twin: series.twin[i] })), request);
    return true;
  }

  recolour(): void {
    this.chart.recolour();
  }

  close(): void {
    this.chart.destroy();
  }
}

function within(series: AccuracySeries, from: number, to: number): AccuracySeries {
  const kept = series.samples.map((_, i) => i).filter(i => series.samples[i]! >= from && series.samples[i]! <= to);
  return {
    ...series, samples: kept.map(i => series.samples[i]!), cartel: kept.map(i => series.cartel[i] ?? null), twin: kept.map(i => series.twin[i] ?? null),
  };
}
