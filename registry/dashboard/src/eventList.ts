import { byId, el, foreign } from "./dom";
import { EmptyHint } from "./emptyHint";
import { classNames, time, utc } from "./format";
import { KeyedList } from "./keyedList";
import type { Model } from "./model";
import type { CartelEvent } from "./protocol";

const mostRows = 200;

/** What happened, newest first, to the selected agent or to all. */
export class EventList {
  private readonly hint: EmptyHint;
  private readonly rows: KeyedList<CartelEvent, { node: HTMLElement }>;
  private model: Model | undefined;

  constructor() {
    const list = el("ol", "events");
    list.tabIndex = 0;
    list.ariaLabel = "Events, newest first";
    byId("events").append(list);
    this.hint = new EmptyHint(list);
    this.rows = new KeyedList(list, event => event.id, event => ({ node: this.row(event) }));
  }

  show(model: Model): void {
    this.model = model;
    const { selected } = model;
    // A row is written once: not before the names of its classes are known.
    const shown = (model.loaded ? model.events : [])
      .filter(({ agent, donor }) => selected === undefined || agent === selected || donor === selected)
      .slice(0, mostRows);
    this.rows.show(shown);
    this.hint.show(!model.loaded || shown.length > 0 ? undefined : `No event${selected === undefined ? "" : ` of ${selected}`} yet.`);
  }

  private row(event: CartelEvent): HTMLElement {
    const at = el("time", "", time(event.at));
    at.dateTime = event.at;
    at.title = utc(event.at);
    const classes = classNames(this.model?.task, event.classes ?? [])
      .filter(name => !event.message.includes(name))
      .map(name => foreign(name, "label"));
    const node = el("li", "",
      el("div", "event-head", el("span", `kind ${event.kind.replace(".", "-")}`, words(event.kind)), foreign(event.agent, "agent"), at),
      el("div", "event-text", foreign(event.message), ...classes));
    node.dataset.event = event.id;
    return node;
  }
}

/** `transfer.rolled-back` is “rolled back”. */
function words(kind: string): string {
  return kind.replace("transfer.", "").replace("agent.", "").replace("-", " ");
}
