// The records of src/Cartel.Protocol, as far as the pages read them. What is null there is left out of the JSON.

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

export interface Feature {
  name: string;
  kind: "numeric" | "nominal" | "unit";
}

export interface TaskManifest {
  name: string;
  schema: { features: Feature[]; classes: string[] };
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

export interface PartOffer {
  id: string;
  classes: number[];
  sha256: string;
  sizeBytes: number;
  evidence: number;
  derivedFrom?: { donor: string; sha256: string }[];
}

export interface AgentProfile {
  sequence: number;
  modelVersion: number;
  classCounts: number[];
  evidence: number[];
  recall: (number | null)[];
  precision?: (number | null)[];
  parts: PartOffer[];
}

export interface AgentView {
  name: string;
  liveness: Liveness;
  registeredAt: string;
  leaseUntil: string;
  registration: { version: string; schemaHash: string; labels?: Record<string, string>; settings?: Record<string, string> };
  status?: AgentStatus;
  profile?: AgentProfile;
}

export interface PriorStep {
  at: string;
  samples: number;
  shares: number[];
}

export interface AgentHistory {
  points: { at: string; status: AgentStatus }[];
  stepSeconds?: number;
  series?: { metric: string; steps: { at: string; reports: number; mean: number; min: number; max: number }[] }[];
  priors?: PriorStep[];
}

export const transferStates = [
  "requested", "offered", "fetching", "verifying", "shadowing", "adopted", "rejected", "rolled-back", "expired", "failed",
] as const;

export type TransferState = (typeof transferStates)[number];

export type TriggerKind = "novelty" | "drift";

export interface TransferReceipt {
  outcome: TransferState;
  reason: string;
  donor?: string;
  donors?: string[];
  parts: string[];
  bytesFetched: number;
  errorBefore?: number;
  errorAfter?: number;
  mergedAtSample?: number;
  endedAtSample: number;
  trials?: MergeTrial[];
  probation?: ProbationCurve;
}

/** A way of merging that was tried, and its error, in [0, 1]. */
export interface MergeTrial {
  name: string;
  error: number;
  passed?: boolean;
}

/** Mistakes so far, every so many labelled samples from the merge on. */
export interface ProbationCurve {
  every: number;
  former: number[];
  merged: number[];
  served: number[];
}

export interface DonorOffer {
  agent: string;
  score: number;
  jsdBits: number;
  jsdStandardErrorBits: number;
  parts: PartOffer[];
  classCounts?: number[];
  recall?: (number | null)[];
  fromZoo?: boolean;
}

export interface Transfer {
  id: string;
  task: string;
  target: string;
  trigger: { kind: TriggerKind; sample: number };
  needs: number[];
  state: TransferState;
  offers: DonorOffer[];
  donor?: string;
  createdAt: string;
  updatedAt: string;
  deadline: string;
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

export interface EventList {
  items: CartelEvent[];
  nextCursor?: string;
  lastId: string;
}

/** Every kind of event but those of transfers, which end in their state. */
export const eventKinds = ["agent.joined", "agent.lost", "agent.back", "novelty", "drift", "part.recalled"] as const;
