import { el, section, setChildren } from "../core/dom";
import { bytes, count, duration, moment } from "../core/format";
import { may, type Context, type Page } from "../core/page";
import type { SystemView } from "../core/views";
import { DataLinks } from "../widgets/dataLinks";
import { ApiTokens } from "./system/apiTokens";
import { AuditLog } from "./system/auditLog";

/** What this registry is, how it runs, how much there is room for, and what was changed. */
class System implements Page {
  readonly title = "System";
  readonly node = el("div", "system");
  private readonly facts = el("dl", "facts");
  private readonly limits = el("dl", "facts");
  private readonly data = new DataLinks("system");
  private readonly tokens = new ApiTokens();
  private readonly audit = new AuditLog();
  private readonly forAdmins: HTMLElement[];

  constructor() {
    this.forAdmins = [section("API tokens", this.tokens.node), section("What was changed, and by whom", this.audit.node)];
    this.node.append(section("This registry", this.facts, this.data.node), section("Capacity", this.limits), ...this.forAdmins);
  }

  async load(context: Context): Promise<void> {
    const path = "/api/v1/system";
    const system = await context.api.get<SystemView>(path);
    const skew = (Date.parse(system.serverTime) - Date.now()) / 1000;
    setChildren(this.facts,
      fact("Version", system.version), fact("Running since", moment(system.startedAt)),
      fact("Its clock", moment(system.serverTime), Math.abs(skew) > 5 ? ` (${duration(Math.abs(skew))} ${skew > 0 ? "ahead of" : "behind"} yours)` : ""),
      fact("Store", system.store, system.storeTrouble === undefined ? ", answers" : `: ${system.storeTrouble}`),
      fact("Features", system.features.length === 0 ? "none switched on" : system.features.join(", ")),
      fact("Donors are chosen by", system.neighbours), fact("Agents in its memory", count(system.agents)), fact("Memory", bytes(system.memoryBytes)),
      fact("Namespaces", system.namespaces.join(", ") || "none with a task"), fact("You", `${context.caller.name} (${context.caller.role ?? "agent"})`));
    setChildren(this.limits, ...Object.entries(system.limits).sort(([a], [b]) => place(a) - place(b)).map(([name, value]) => limit(name, value)));
    const { limits, ...rest } = system;
    this.data.show([{ ...rest, ...limits }], path);
    const shown = may(context.caller, "admin") && context.caller.auth;
    for (const part of this.forAdmins) part.hidden = !shown;
    if (shown) await Promise.all([this.tokens.load(context), this.audit.load(context)]);
  }
}

function fact(name: string, ...value: (Node | string)[]): HTMLElement {
  const node = el("div", "", el("dt", "", name), el("dd", "", ...value));
  node.dataset.fact = name;
  return node;
}

const known: Record<string, string> = {
  events: "Events of a namespace, at most", eventBytes: "and in bytes", eventAgeSeconds: "and this long", historyPointsPerAgent: "Reports of an agent, at most",
  historyBytes: "Reports of a task in bytes", largestPartBytes: "Largest part", relayBytes: "Parts in the relay", streams: "Open streams", zooEntriesPerTask: "Past publications of a task",
};

function place(name: string): number {
  const index = Object.keys(known).indexOf(name);
  return index < 0 ? Number.MAX_SAFE_INTEGER : index;
}

/** A limit that is not known here yet, such as `largestPartBytes`, is “largest part”. */
function words(name: string): string {
  return known[name] ?? name.replace(/(Bytes|Seconds)$/, "").replace(/([A-Z])/g, letter => ` ${letter.toLowerCase()}`);
}

function limit(name: string, value: number): HTMLElement {
  const node = fact(words(name), amount(name, value));
  node.dataset.fact = name;
  return node;
}

function amount(name: string, value: number): string {
  if (name.endsWith("Bytes")) return bytes(value);
  return name.endsWith("Seconds") ? duration(value) : count(value);
}

export function open(): Page {
  return new System();
}
