import type { AgentHistory, AgentStatus } from "../core/protocol";

/** An agent's accuracy and its twin's, over the samples it has seen; null where it was not measured. */
export interface AccuracySeries {
  /** Whether the accuracies come from a held-out slice; otherwise they are prequential, over a sliding window. */
  heldOut: boolean;
  hasTwin: boolean;
  samples: number[];
  cartel: (number | null)[];
  twin: (number | null)[];
}

/** The history as columns. A sample count reported twice counts once, with what was said last. */
export function seriesOf(history: AgentHistory): AccuracySeries {
  const bySample = new Map<number, AgentStatus>();
  for (const { status } of history.points) bySample.set(status.sampleCount, status);
  const reports = [...bySample.values()].sort((a, b) => a.sampleCount - b.sampleCount);

  const heldOut = reports.some(report => report.heldOutAccuracy !== undefined);
  const twin = reports.map(report => accuracies(report, heldOut).twin ?? null);
  return {
    heldOut,
    hasTwin: twin.some(value => value !== null),
    samples: reports.map(report => report.sampleCount),
    cartel: reports.map(report => accuracies(report, heldOut).cartel ?? null),
    twin,
  };
}

/** What a report says of both models, by one measure. */
export function accuracies(report: AgentStatus, heldOut: boolean): { cartel: number | undefined; twin: number | undefined } {
  return heldOut
    ? { cartel: report.heldOutAccuracy, twin: report.twinHeldOutAccuracy }
    : { cartel: report.accuracy, twin: report.twinAccuracy };
}
