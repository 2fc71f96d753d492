import { el, link, section, setChildren } from "../core/dom";
import { taskPath, type Context, type Page } from "../core/page";
import type { AgentView, EventList, Page as ListPage, Transfer } from "../core/protocol";
import type { FleetSummary, IncidentList, SystemView } from "../core/views";
import { AgentCards } from "../story/agentCards";
import { Headline, mostTelling } from "../story/headline";
import { legend } from "../story/legend";
import { empty } from "../widgets/empty";
import { EventRows } from "../widgets/eventRows";
import { TransferTable } from "../widgets/transferTable";
import { BytesPanel } from "./overview/bytesPanel";
import { FleetFigures } from "./overview/fleetFigures";
import { HealthPanel } from "./overview/healthPanel";
import { incidentList } from "./overview/incidents";
import { SignalRates } from "./overview/signalRates";

const cardsShown = 4;
const transfersRead = 40;
const transfersShown = 8;
const eventsRead = 100;
const eventsShown = 15;
const incidentsShown = 5;

/** What goes on in the fleet, and its latest story. */
class Overview implements Page {
  readonly title = "Overview";
  readonly everyMs = 3_000;
  readonly node = el("div", "overview");
  private readonly headline = new Headline();
  private readonly figures = new FleetFigures();
  private readonly cards = new AgentCards();
  private readonly noAgents = el("div");
  private readonly bytes = new BytesPanel();
  private readonly health = new HealthPanel();
  private readonly rates = new SignalRates();
  private readonly incidents = el("div");
  private readonly transfers = new TransferTable("The latest transfers");
  private readonly noTransfers = el("div");
  private readonly allTransfers = el("p");
  private readonly events = new EventRows("The latest events");
  private readonly noEvents = el("div");
  private readonly description = el("p", "description");

  constructor() {
    const agents = section("Agents in this story", legend(), this.cards.node, this.noAgents);
    const transfers = section("Transfers", this.transfers.node, this.noTransfers, this.allTransfers);
    const events = section("Events", this.events.node, this.noEvents);
    const [incidents, rates] = [section("The same at many agents", this.incidents), section("What agents meet", this.rates.node)];
    [agents.id, transfers.id, events.id, incidents.id, rates.id] = ["agents", "transfers", "events", "incidents", "rates"];
    const columns = el("div", "columns", el("div", "column", agents, transfers, rates), el("div", "column", this.bytes.node, this.health.node, incidents, events));
    this.node.append(this.description, this.figures.node, this.headline.node, columns);
  }

  async load(context: Context): Promise<void> {
    const { api } = context;
    const summaryPath = taskPath(context, "summary");
    // Alone, so that nothing that takes longer shares the registry with what is read first.
    const summary = await api.get<FleetSummary>(summaryPath);
    this.describe(context);
    this.figures.show(context, summary);
    this.bytes.show(summary, summaryPath);
    this.rates.show(summary, summaryPath);
    // What can be read already is not to wait for the rest.
    this.node.hidden = false;
    const [transfers, events, incidents, system] = await Promise.all([
      api.page<Transfer>(taskPath(context, "transfers"), { limit: transfersRead }),
      api.get<EventList>(api.path("events"), { limit: eventsRead, filter: `eq(task,"${context.task!.name}")` }),
      api.get<IncidentList>(taskPath(context, "incidents"), { limit: incidentsShown }),
      api.get<SystemView>("/api/v1/system"),
    ]);
    const newest = events.items.reverse();
    this.headline.show(context, transfers.items, summary);
    this.health.show(context, system);
    setChildren(this.incidents, incidentList(context, incidents));
    this.transfers.show(context, transfers.items.slice(0, transfersShown));
    setChildren(this.noTransfers, transfers.items.length === 0 && empty("No agent has asked for help yet.", "./cartel demo"));
    setChildren(this.allTransfers, transfers.items.length > transfersShown && link(context.href("transfers"), "All transfers"));
    this.events.show(context, newest.slice(0, eventsShown));
    setChildren(this.noEvents, newest.length === 0 && empty("Nothing has happened yet.", "./cartel demo"));
    const agents = await agentsOf(context, transfers.items);
    setChildren(this.noAgents, agents.length === 0 && empty("No agent has joined the task yet.", "./cartel demo"));
    await this.cards.load(context, agents, transfers.items, newest);
  }

  recolour(): void {
    this.cards.recolour();
  }

  close(): void {
    this.cards.close();
  }

  private describe({ task }: Context): void {
    const { description, learner, schema } = task!;
    const classes = schema.classes.length <= 12 ? schema.classes.join(", ") : `${schema.classes.length}`;
    const text = `${description ? `${description} · ` : ""}${learner} · classes: ${classes}`;
    if (this.description.textContent !== text) this.description.textContent = text;
  }
}

/** Those of the story, then who asked lately and who helped them, then the first of the others. */
async function agentsOf(context: Context, transfers: readonly Transfer[]): Promise<AgentView[]> {
  const story = mostTelling(transfers);
  const helped = transfers.filter(({ state }) => state === "adopted" || state === "shadowing");
  const named = [...(story ? [story] : []), ...helped, ...transfers].flatMap(({ target, donor }) => [target, donor ?? target]).filter(name => !name.startsWith("zoo:"));
  const path = taskPath(context, "agents");
  const wanted = [...new Set(named)].slice(0, cardsShown);
  const [known, first] = await Promise.all([
    wanted.length === 0 ? undefined : context.api.page<AgentView>(path, { filter: `in(name,${wanted.map(name => `"${name}"`).join(",")})` }),
    wanted.length >= cardsShown ? undefined : context.api.page<AgentView>(path, { limit: cardsShown }),
  ]);
  const ofOrder = (page: ListPage<AgentView> | undefined) => (page?.items ?? []).sort((a, b) => place(wanted, a) - place(wanted, b));
  return [...new Map([...ofOrder(known), ...(first?.items ?? [])].map(view => [view.name, view])).values()].slice(0, cardsShown);
}

function place(order: readonly string[], view: AgentView): number {
  const index = order.indexOf(view.name);
  return index < 0 ? order.length : index;
}

export function open(): Page {
  return new Overview();
}
