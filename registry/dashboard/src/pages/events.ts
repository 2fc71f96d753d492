import { button, el, setChildren, setText } from "../core/dom";
import type { Context, Page } from "../core/page";
import { eventKinds, transferStates, type CartelEvent } from "../core/protocol";
import { DataLinks } from "../widgets/dataLinks";
import { empty } from "../widgets/empty";
import { EventRows, numberOf } from "../widgets/eventRows";
import { choice, setField, textField } from "../widgets/field";
import { allOf, quoted } from "../widgets/filters";
import { latestEvents } from "../widgets/latestEvents";
import { withQuery } from "../core/api";

// So that an hour of a busy fleet costs no more memory than a minute.
const kept = 500;
const shown = 200;

const kinds = [["", "any"], ...eventKinds.map(kind => [kind, kind] as const), ...transferStates.map(state => [`transfer.${state}`, `transfer ${state.replace("-", " ")}`] as const)] as const;

/** What happens, as it happens. */
class Events implements Page {
  readonly title = "Events";
  readonly node = el("div");
  readonly everyMs = 60_000;
  private context: Context;
  private events: CartelEvent[] = [];
  private waiting: CartelEvent[] = [];
  private asked = "";
  private frame = 0;
  private readonly kind = choice("Kind", kinds, kind => this.context.change({ kind }));
  private readonly agent = textField("Agent", agent => this.context.change({ agent }, "replace"), "a name");
  private readonly pause = button("quiet", "Pause", () => this.toggle());
  private readonly held = el("span", "faint");
  private readonly rows = new EventRows("Events, newest first");
  private readonly nothing = el("div");
  private readonly data = new DataLinks("events");

  constructor(context: Context) {
    this.context = context;
    this.pause.ariaPressed = "false";
    this.held.role = "status";
    this.node.append(el("div", "filters", this.kind.node, this.agent.node, this.pause, this.held), this.rows.node, this.nothing, this.data.node);
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    const { kind, agent } = context.route.params;
    setField(this.kind.input, kind);
    setField(this.agent.input, agent);
    const filter = this.filter();
    const fresh = await latestEvents(context.api, filter);
    if (this.asked !== (filter ?? "")) this.events = [];
    this.asked = filter ?? "";
    this.keep(fresh);
    this.data.show(this.events.map(event => ({ ...event })), withQuery(context.api.path("events"), { filter }));
  }

  hear(event: CartelEvent): void {
    const { kind, agent } = this.context.route.params;
    if ((kind && event.kind !== kind) || (agent && event.agent !== agent && event.donor !== agent)) return;
    if (this.isPaused) {
      this.waiting = [event, ...this.waiting].slice(0, kept);
      setText(this.held, `${this.waiting.length}${this.waiting.length === kept ? " and more" : ""} waiting`);
    } else this.keep([event]);
  }

  close(): void {
    cancelAnimationFrame(this.frame);
  }

  private get isPaused(): boolean {
    return this.pause.ariaPressed === "true";
  }

  private toggle(): void {
    const pause = !this.isPaused;
    this.pause.ariaPressed = String(pause);
    setText(this.pause, pause ? "Go on" : "Pause");
    setText(this.held, pause ? "0 waiting" : "");
    if (pause) return;
    this.keep(this.waiting);
    this.waiting = [];
  }

  private keep(fresh: readonly CartelEvent[]): void {
    if (this.isPaused && this.events.length > 0) return;
    const known = new Set(this.events.map(event => event.id));
    this.events = [...fresh.filter(event => !known.has(event.id)), ...this.events].sort((a, b) => numberOf(b) - numberOf(a)).slice(0, kept);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.rows.show(this.context, this.events.slice(0, shown));
      setChildren(this.nothing, this.events.length === 0 && empty("Nothing like that has happened yet.", "./cartel demo"));
    });
  }

  private filter(): string | undefined {
    const { kind, agent } = this.context.route.params;
    const { task } = this.context;
    return allOf([task && `in(task,${quoted(task.name)},"")`, kind && `eq(kind,${quoted(kind)})`, agent && `or(eq(agent,${quoted(agent)}),eq(donor,${quoted(agent)}))`]);
  }
}

export function open(context: Context): Page {
  return new Events(context);
}
