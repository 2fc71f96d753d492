// What the registry counts, compares and tells of itself. As in protocol.ts, what is null is left out.

import type { CartelEvent, TriggerKind } from "./protocol";

/** What an agent tells of itself now and then. */
export interface AgentVitals {
  resources: AgentResources;
  detectors: DetectorVital[];
  at: string;
}

export interface AgentResources {
  residentBytes: number;
  /** Of one core: 2 where two were busy. */
  cpuShare: number;
  stateBytes: number;
  freeBytes: number;
  modelBytes: number;
  samplesPerSecond: number;
  outboxWaiting: number;
  economy?: string;
}

/** The higher the statistic, the nearer the detector is to what it signals at. */
export interface DetectorVital {
  name: string;
  statistic: number;
  driftAt: number;
  warningAt?: number;
  class?: number;
}

export interface FleetSummary {
  at: string;
  agents: { online: number; late: number; offline: number };
  samples: number;
  transfers: { open: number; adopted: number; rejected: number; rolledBack: number; expired: number; failed: number };
  bytes: { fetched: number; centralized: number; perSample: number };
  stepSeconds: number;
  signals: SignalStep[];
}

export interface SignalStep {
  at: string;
  drifts: number;
  novelties: number;
  adopted: number;
  rolledBack: number;
}

export interface FleetIncident {
  kind: TriggerKind;
  classes: number[];
  from: string;
  to: string;
  agents: number;
  signals: number;
  firstAgents: string[];
}

export interface IncidentList {
  items: FleetIncident[];
  complete: boolean;
}

export interface SignalList {
  items: CartelEvent[];
  complete: boolean;
}

export interface ClusterList {
  at: string;
  agents: number;
  items: { exemplar: string; size: number; classPrior: number[]; members: string[] }[];
}

export interface DivergenceMatrix {
  agents: string[];
  groups: number[];
  bits: number[][];
  all: number;
}

export interface Neighbour {
  agent: string;
  rank?: number;
  score?: number;
  jsdBits: number;
  jsdStandardErrorBits: number;
  samples: number;
  ageSeconds: number;
  refused?: string;
  terms?: Record<string, number>;
  lost?: string;
}

export interface NeighbourList {
  items: Neighbour[];
  warnings?: string[];
}

export interface ZooEntry {
  id: string;
  donor: string;
  keptAt: string;
  classCounts: number[];
  parts: { id: string; classes: number[]; sha256: string; sizeBytes: number; evidence: number }[];
}

export type Role = "reader" | "operator" | "admin";

export interface Caller {
  name: string;
  auth: boolean;
  role?: Role;
  namespace?: string;
}

export interface SystemView {
  version: string;
  startedAt: string;
  serverTime: string;
  store: string;
  storeTrouble?: string;
  features: string[];
  neighbours: string;
  agents: number;
  memoryBytes: number;
  limits: Record<string, number>;
  namespaces: string[];
}

export interface EnrollmentToken {
  id: string;
  agent?: string;
  uses: number;
  used: number;
  createdAt: string;
  expiresAt: string;
  createdBy: string;
  token?: string;
}

export interface ApiToken {
  id: string;
  role: Role;
  namespace?: string;
  description?: string;
  createdAt: string;
  expiresAt: string;
  createdBy: string;
  lastUsedAt?: string;
  token?: string;
}

export interface Identity {
  agent: string;
  keys: { keyId: string; addedAt: string; validUntil?: string; revokedAt?: string }[];
}

export interface AuditEntry {
  number: number;
  at: string;
  who: string;
  from: string;
  what: string;
  outcome: number;
  detail?: string;
}

export interface RecallReceipt {
  parts: string[];
  agents: string[];
}
