import type { Address } from "./address";
import type { AgentCard } from "./agentCard";
import { Api, RegistryError } from "./api";
import type { Connection } from "./connection";
import { EventStream } from "./eventStream";
import { emptyModel, type Model } from "./model";
import { OneAtATime } from "./oneAtATime";
import type { CartelEvent } from "./protocol";

const historyMs = 2_000;
const historyPoints = 300;
// Liveness goes from late to offline without an event.
const listsMs = 10_000;
const betweenListsMs = 500;
const eventsLoaded = 200;
const eventsKept = 2_000;

/** Where a session shows what it knows. */
export interface View {
  show(model: Model): void;
  /** The cards whose history is to be kept up to date. */
  readonly visible: AgentCard[];
  readonly connection: Connection;
}

/** Keeps a model of one namespace and one task up to date until it is stopped. */
export class Session {
  readonly model: Model;
  private readonly view: View;
  private readonly stopped = new AbortController();
  private readonly api: Api;
  private readonly stream: EventStream;
  private readonly lists = new OneAtATime(() => this.attempt(() => this.loadLists()), betweenListsMs);
  private readonly timers: ReturnType<typeof setInterval>[];
  private readonly loading = new Set<string>();
  private frame = 0;

  constructor(address: Address, view: View) {
    this.model = { ...emptyModel(address.namespace), taskName: address.task, selected: address.agent };
    this.view = view;
    this.api = new Api(address.namespace, this.stopped.signal);
    this.stream = new EventStream(this.api.eventsUrl, {
      event: event => this.take(event),
      opened: () => this.reload(),
      resync: () => {
        // The ids of another log do not compare with those of the former one.
        this.model.events = [];
        this.reload();
      },
      lost: () => void this.explain(new Error("its stream of events is interrupted")),
    });
    this.timers = [
      setInterval(() => document.hidden || this.lists.request(), listsMs),
      setInterval(() => document.hidden || this.loadHistories(), historyMs),
    ];
    this.reload();
  }

  stop(): void {
    this.stopped.abort();
    this.stream.close();
    this.timers.forEach(clearInterval);
  }

  select(agent: string | undefined): void {
    this.model.selected = agent;
    this.render();
  }

  private reload(): void {
    this.lists.request();
    void this.attempt(async () => this.keep(await this.api.events(eventsLoaded)));
  }

  private take(event: CartelEvent): void {
    this.view.connection.live();
    this.keep([event]);
    this.lists.request();
  }

  /** Adds the events that are new to the model, in their order. */
  private keep(events: CartelEvent[]): void {
    const { model } = this;
    const known = new Set(model.events.map(event => event.id));
    const fresh = events.filter(event => !known.has(event.id));
    if (fresh.length === 0) return;
    model.events = [...fresh, ...model.events].sort(newestFirst).slice(0, eventsKept);
    this.render();
  }

  private async loadLists(): Promise<void> {
    const { model, api } = this;
    model.tasks = await api.tasks();
    model.taskName ??= model.tasks[0]?.name;
    model.task = model.tasks.find(task => task.name === model.taskName);
    if (model.task) {
      const [agents, transfers] = await Promise.all([api.agents(model.task.name), api.transfers(model.task.name)]);
      model.agents = agents.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
      model.transfers = transfers.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    }
    model.loaded = true;
    if (this.stream.isOpen) this.view.connection.live();
    this.render();
  }

  /** Loads the histories of the cards on screen. */
  loadHistories(): void {
    const task = this.model.task?.name;
    if (task === undefined || !this.stream.isOpen) return;
    for (const card of this.view.visible) {
      if (this.loading.has(card.name)) continue;
      this.loading.add(card.name);
      void this.attempt(async () => card.showHistory(await this.api.history(task, card.name, historyPoints)))
        .finally(() => this.loading.delete(card.name));
    }
  }

  private async attempt(job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      // An agent or task may go away between two requests; the next list says so.
      if (!(error instanceof RegistryError && error.status === 404)) await this.explain(error);
    }
  }

  private async explain(error: unknown): Promise<void> {
    const trouble = await this.api.trouble();
    if (this.stopped.signal.aborted) return;
    this.view.connection.lost(trouble ?? (error instanceof Error ? error.message : String(error)));
  }

  private render(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (this.stopped.signal.aborted) return;
      const { model } = this;
      this.view.show({ ...model, events: model.events.filter(event => event.task === model.taskName) });
    });
  }
}

function newestFirst(a: CartelEvent, b: CartelEvent): number {
  return numberOf(b) - numberOf(a);
}

/** An event's number in its log: what follows the epoch in its id. */
function numberOf({ id }: CartelEvent): number {
  return Number(id.slice(id.lastIndexOf("-") + 1));
}
