// The records of src/Cartel.Protocol, as far as the page reads them. What is null there is left out of the JSON.

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

export interface TaskManifest {
  name: string;
  schema: { classes: string[] };
  learner: string;
  description?: string;
}

export type Liveness = "online" | "late" | "offline";

/** Accuracies are in [0, 1]. */
export interface AgentStatus {
  sampleCount: number;
  accuracy?: number;
  heldOutAccuracy?: number;
  twinAccuracy?: number;
  twinHeldOutAccuracy?: number;
}

export interface AgentView {
  name: string;
  liveness: Liveness;
  registration: { version: string; labels?: Record<string, string> };
  status?: AgentStatus;
}

export interface AgentHistory {
  points: { at: string; status: AgentStatus }[];
}

export type TransferState =
  | "requested" | "offered" | "fetching" | "verifying" | "shadowing"
  | "adopted" | "rejected" | "rolled-back" | "expired" | "failed";

export type TriggerKind = "novelty" | "drift";

export interface TransferReceipt {
  outcome: TransferState;
  reason: string;
  donor?: string;
  parts: string[];
  bytesFetched: number;
  errorBefore?: number;
  errorAfter?: number;
  mergedAtSample?: number;
  endedAtSample: number;
}

export interface Transfer {
  id: string;
  task: string;
  target: string;
  trigger: { kind: TriggerKind; sample: number };
  needs: number[];
  state: TransferState;
  offers: { agent: string; jsdBits: number; jsdStandardErrorBits: number }[];
  donor?: string;
  createdAt: string;
  updatedAt: string;
  receipt?: TransferReceipt;
}

export interface CartelEvent {
  id: string;
  at: string;
  kind: string;
  task: string;
  agent: string;
  sample?: number;
  transfer?: string;
  donor?: string;
  classes?: number[];
  message: string;
}

/** Every kind that the registry names in its stream. */
export const eventKinds = [
  "agent.joined", "agent.lost", "agent.back", "novelty", "drift",
  "transfer.requested", "transfer.offered", "transfer.fetching", "transfer.verifying", "transfer.shadowing",
  "transfer.adopted", "transfer.rejected", "transfer.rolled-back", "transfer.expired", "transfer.failed",
] as const;
