import { el, foreign, link } from "../core/dom";
import { classNames, moment } from "../core/format";
import { KeyedList } from "../core/keyedList";
import type { Context } from "../core/page";
import type { CartelEvent } from "../core/protocol";
import { kindBadge } from "./badges";

/** What happened, newest first. */
export class EventRows {
  readonly node = el("ol", "events");
  private readonly rows: KeyedList<CartelEvent, { node: HTMLElement }>;
  private context: Context | undefined;

  constructor(label: string) {
    this.node.ariaLabel = label;
    this.rows = new KeyedList(this.node, event => event.id, event => ({ node: this.row(event) }));
  }

  show(context: Context, events: readonly CartelEvent[]): void {
    this.context = context;
    this.rows.show(events);
    this.node.hidden = events.length === 0;
  }

  private row(event: CartelEvent): HTMLElement {
    const context = this.context!;
    const classes = classNames(context.task, event.classes ?? []).filter(name => !event.message.includes(name)).map(name => foreign(name, "label"));
    const agent = event.agent === "" ? undefined : link(context.href("agent", { agent: event.agent }), foreign(event.agent, "agent"));
    const transfer = event.transfer === undefined ? undefined : link(context.href("transfer", { id: event.transfer }), "transfer", "faint");
    const node = el("li", "",
      el("div", "event-head", kindBadge(event.kind), agent, transfer, moment(event.at)),
      el("div", "event-text", foreign(event.message, "message"), ...classes));
    node.dataset.event = event.id;
    return node;
  }
}

/** The number of an event in its log: what follows the epoch in its id. */
export function numberOf({ id }: CartelEvent): number {
  return Number(id.slice(id.lastIndexOf("-") + 1));
}

/** The epoch of the log that an id is of, with its hyphen. */
export function epochOf(id: string): string {
  return id.slice(0, id.lastIndexOf("-") + 1);
}
