import { count } from "../core/format";
import type { Transfer } from "../core/protocol";
import type { AccuracySeries } from "./series";

const watchedSamples = 2_000;
const closeEnough = 0.02;
const reportsToStay = 3;

/**
 * Who recovered first after what made an agent ask, in words; undefined where that is not known.
 * Recovered is the first report within 2 points of the best that either model reaches over the next 2,000 samples,
 * if the two reports after it are as good. Reports are rarer than the agent's own checks, so the figure is an upper bound.
 */
export function recoveryOf(transfer: Transfer | undefined, series: AccuracySeries | undefined): string | undefined {
  const merged = transfer?.state === "shadowing" || transfer?.state === "adopted";
  // A sliding window lags behind what happened; only a held-out slice shows it at once.
  if (!merged || !series?.heldOut || !series.hasTwin) return undefined;

  const { sample } = transfer.trigger;
  const cartel = samplesToRecover(series, series.cartel, sample);
  const twin = samplesToRecover(series, series.twin, sample);
  if (cartel === undefined) return undefined;
  return twin === undefined
    ? `Its accuracy was back within ${count(cartel)} samples; the isolated twin's is not yet.`
    : `Its accuracy was back within ${count(cartel)} samples; the isolated twin needed ${count(twin)}.`;
}

function samplesToRecover(series: AccuracySeries, values: (number | null)[], since: number): number | undefined {
  const watched = series.samples.map((_, i) => i)
    .filter(i => series.samples[i]! > since && series.samples[i]! <= since + watchedSamples);
  const best = Math.max(...watched.map(i => Math.max(series.cartel[i] ?? 0, series.twin[i] ?? 0)));
  const good = watched.map(i => (values[i] ?? 0) >= best - closeEnough);
  const first = good.findIndex((_, i) => good.length - i >= reportsToStay && good.slice(i, i + reportsToStay).every(Boolean));
  return first < 0 ? undefined : series.samples[watched[first]!]! - since;
}
