import { withQuery } from "../core/api";
import { el, link, section, setChildren } from "../core/dom";
import { taskPath, type Context, type Page } from "../core/page";
import type { AgentHistory, AgentView, CartelEvent, Transfer } from "../core/protocol";
import { RegistryError } from "../core/registryError";
import type { AgentVitals } from "../core/views";
import { AgentCard } from "../story/agentCard";
import { legend } from "../story/legend";
import { empty } from "../widgets/empty";
import { EventRows } from "../widgets/eventRows";
import { TransferTable } from "../widgets/transferTable";
import { quoted } from "../widgets/filters";
import { latestEvents } from "../widgets/latestEvents";
import { AboutAgent } from "./agent/aboutAgent";
import { ClassMix } from "./agent/classMix";
import { ClassTable } from "./agent/classTable";
import { Detectors } from "./agent/detectors";
import { PartsHeld } from "./agent/partsHeld";
import { Resources } from "./agent/resources";

const historyPoints = 1_000;
const transfersShown = 20;
const eventsShown = 30;

/** One agent: how it does, what it sees, what it holds, and what happened to it. */
class Agent implements Page {
  readonly title: string;
  readonly everyMs = 3_000;
  readonly node = el("div", "agent");
  private readonly card: AgentCard;
  private readonly mix: ClassMix;
  private readonly classes = new ClassTable();
  private readonly parts = new PartsHeld();
  private readonly detectors: Detectors;
  private readonly resources: Resources;
  private readonly about = new AboutAgent();
  private readonly transfers = new TransferTable("Its latest transfers");
  private readonly noTransfers = el("div");
  private readonly events = new EventRows("Its latest events");
  private readonly ways = el("p", "ways");

  constructor(private readonly name: string) {
    this.title = name.slice(0, 63) || "Agent";
    this.card = new AgentCard(name, "h2");
    this.card.node.classList.add("large");
    this.mix = new ClassMix(name);
    this.detectors = new Detectors(name);
    this.resources = new Resources(name);
    this.node.append(
      this.ways, legend(), this.card.node, section("Class mix", this.mix.node), section("Classes", this.classes.node),
      section("Detectors", this.detectors.node), section("Parts on offer", this.parts.node), section("Resources", this.resources.node),
      section("About it", this.about.node),
      section("Transfers", this.transfers.node, this.noTransfers), section("Events", this.events.node));
  }

  async load(context: Context): Promise<void> {
    const { name } = this;
    const path = taskPath(context, "agents", name);
    const historyPath = withQuery(`${path}/history`, { limit: historyPoints });
    const priorPath = withQuery(`${path}/history`, { metric: "classPrior" });
    const vitalsPath = `${path}/vitals`;
    const [view, history, priors, vitals, transfers, events] = await this.all(context, path, historyPath, priorPath, vitalsPath);
    const mine = transfers.filter(({ target }) => target === name);
    setChildren(this.ways, link(context.href("neighbours", { agent: name }), "Who could help it, and why"), " · ",
      link(context.href("events", { agent: name }), "All its events"), " · ", link(context.href("drift", { agents: name }), "Its lane"));
    this.card.show(context, view, mine, events);
    this.card.showHistory(history, historyPath);
    this.mix.show(context, priors.priors ?? [], priors.stepSeconds ?? 1, priorPath);
    this.classes.show(context, view.profile);
    this.detectors.show(context, vitals, vitalsPath);
    this.parts.show(context, view);
    this.resources.show(vitals, vitalsPath);
    this.about.show(context, view);
    this.transfers.show(context, transfers);
    setChildren(this.noTransfers, transfers.length === 0 && empty(`No transfer with ${name} yet.`, "./cartel demo"));
    this.events.show(context, events.slice(0, eventsShown));
  }

  recolour(): void {
    this.card.recolour();
  }

  close(): void {
    this.card.close();
  }

  private async all(
    context: Context, path: string, historyPath: string, priorPath: string, vitalsPath: string,
  ): Promise<[AgentView, AgentHistory, AgentHistory, AgentVitals | undefined, Transfer[], CartelEvent[]]> {
    const { api } = context;
    const name = quoted(this.name);
    try {
      return await Promise.all([
        api.get<AgentView>(path), api.get<AgentHistory>(historyPath), api.get<AgentHistory>(priorPath),
        // Without content while it has told none.
        api.get<AgentVitals | undefined>(vitalsPath),
        api.page<Transfer>(taskPath(context, "transfers"), { limit: transfersShown, filter: `or(eq(target,${name}),eq(donor,${name}))` }).then(page => page.items),
        latestEvents(api, `and(eq(task,${quoted(context.task!.name)}),or(eq(agent,${name}),eq(donor,${name})))`),
      ]);
    } catch (error) {
      if (error instanceof RegistryError && error.status === 404 && this.name === "") throw new Error("the address names no agent");
      throw error;
    }
  }
}

export function open(context: Context): Page {
  return new Agent(context.route.params.agent ?? "");
}
