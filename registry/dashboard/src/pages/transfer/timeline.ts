import { el, foreign, setChildren } from "../../core/dom";
import { count, duration, moment } from "../../core/format";
import type { CartelEvent, Transfer } from "../../core/protocol";
import { kindBadge } from "../../widgets/badges";
import { DataLinks } from "../../widgets/dataLinks";

/** Each step of a transfer, with how long it took to the next. */
export class Timeline {
  readonly node: HTMLElement;
  private readonly steps = el("ol", "timeline");
  private readonly data = new DataLinks("timeline");

  constructor() {
    this.node = el("div", "", this.steps, this.data.node);
  }

  show(transfer: Transfer, events: readonly CartelEvent[], request: string): void {
    const known = events.length > 0 ? events : [madeUp(transfer, transfer.createdAt, "requested"), madeUp(transfer, transfer.updatedAt, transfer.state)];
    const first = Date.parse(known[0]!.at);
    const total = Math.max(1, Date.parse(known.at(-1)!.at) - first);
    setChildren(this.steps, ...known.map((event, i) => {
      const next = known[i + 1];
      const took = next ? (Date.parse(next.at) - Date.parse(event.at)) / 1000 : undefined;
      const item = el("li", "",
        el("div", "event-head", kindBadge(event.kind), event.sample === undefined ? undefined : el("span", "faint", `sample ${count(event.sample)}`), moment(event.at)),
        el("div", "event-text", foreign(event.message, "message")),
        took === undefined ? undefined : el("div", "faint took", `${duration(took)} ${barOf(took * 1000 / total)}`));
      item.dataset.step = event.kind;
      return item;
    }), el("li", "faint", `${duration(total / 1000)} in all`));
    this.data.show(known.map(event => ({ ...event })), request);
  }
}

// The log keeps a limited past; the transfer itself remembers its beginning and its end.
function madeUp(transfer: Transfer, at: string, state: string): CartelEvent {
  return { id: `${state}-0`, at, kind: `transfer.${state}`, task: transfer.task, agent: transfer.target, message: "The event log does not reach back that far." };
}

function barOf(share: number): string {
  return "▮".repeat(Math.max(share > 0.005 ? 1 : 0, Math.round(share * 20)));
}
