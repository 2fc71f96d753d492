import { classNames } from "../core/format";
import type { CartelEvent, TaskManifest, Transfer } from "../core/protocol";

export type MarkKind = "novelty" | "drift" | "merged" | "adopted" | "rolled-back";

/** Something that happened to an agent, at a place of its stream. */
export interface Mark {
  kind: MarkKind;
  sample: number;
  label: string;
}

/**
 * An agent's marks in stream order. A transfer's receipt knows the exact samples and outlives the event list;
 * the events know what is not in a receipt yet. Where both tell of the same thing, the receipt wins.
 */
export function marksOf(
  agent: string, transfers: readonly Transfer[], events: readonly CartelEvent[], task: TaskManifest | undefined): Mark[] {
  const marks = new Map<string, Mark>();
  for (const event of events) if (event.agent === agent) addEvent(marks, event, task);
  for (const transfer of transfers) if (transfer.target === agent) addTransfer(marks, transfer, task);
  return [...marks.values()].sort((a, b) => a.sample - b.sample);
}

function addEvent(marks: Map<string, Mark>, event: CartelEvent, task: TaskManifest | undefined): void {
  const { kind, sample, transfer } = event;
  if (sample === undefined) return;
  if (kind === "novelty" || kind === "drift") {
    marks.set(`${kind} ${sample}`, trigger(kind, sample, event.classes ?? [], task));
  } else if (kind === "transfer.shadowing") {
    marks.set(`merged ${transfer}`, merged(sample, event.donor));
  } else if (kind === "transfer.adopted" || kind === "transfer.rolled-back") {
    marks.set(`ended ${transfer}`, ended(kind === "transfer.adopted" ? "adopted" : "rolled-back", sample));
  }
}

function addTransfer(marks: Map<string, Mark>, transfer: Transfer, task: TaskManifest | undefined): void {
  const { kind, sample } = transfer.trigger;
  marks.set(`${kind} ${sample}`, trigger(kind, sample, transfer.needs, task));

  const { receipt } = transfer;
  if (receipt?.mergedAtSample !== undefined) marks.set(`merged ${transfer.id}`, merged(receipt.mergedAtSample, receipt.donor));
  if (receipt?.outcome === "adopted" || receipt?.outcome === "rolled-back") {
    marks.set(`ended ${transfer.id}`, ended(receipt.outcome, receipt.endedAtSample));
  }
}

function trigger(kind: "novelty" | "drift", sample: number, classes: readonly number[], task: TaskManifest | undefined): Mark {
  return { kind, sample, label: kind === "drift" ? "drift" : `new: ${classNames(task, classes).join(", ")}` };
}

function merged(sample: number, donor: string | undefined): Mark {
  return { kind: "merged", sample, label: donor === undefined ? "merged" : `from ${donor}` };
}

function ended(kind: "adopted" | "rolled-back", sample: number): Mark {
  return { kind, sample, label: kind === "adopted" ? "adopted" : "rolled back" };
}
