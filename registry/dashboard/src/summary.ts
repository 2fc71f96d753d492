import { byId, el, setText } from "./dom";
import { count } from "./format";
import type { Model } from "./model";
import type { Liveness, TransferState } from "./protocol";

interface Figure {
  words: string;
  value(model: Model): number;
}

const figures: Figure[] = [
  { words: "agents online", value: model => agents(model, "online") },
  { words: "late", value: model => agents(model, "late") },
  { words: "offline", value: model => agents(model, "offline") },
  { words: "new classes met", value: model => events(model, "novelty") },
  { words: "drifts", value: model => events(model, "drift") },
  { words: "transfers adopted", value: model => transfers(model, "adopted") },
  { words: "rejected", value: model => transfers(model, "rejected") },
  { words: "rolled back", value: model => transfers(model, "rolled-back") },
  { words: "under way", value: model => transfers(model, "requested", "offered", "fetching", "verifying", "shadowing") },
];

/** The figures at the top of the page. */
export class Summary {
  private readonly values = figures.map(() => el("dd"));

  constructor() {
    byId("summary").append(el("dl", "", ...figures.map(({ words }, i) => el("div", "", this.values[i]!, el("dt", "", words)))));
  }

  show(model: Model): void {
    figures.forEach((figure, i) => setText(this.values[i]!, count(figure.value(model))));
  }
}

function agents(model: Model, liveness: Liveness): number {
  return model.agents.filter(agent => agent.liveness === liveness).length;
}

function events(model: Model, kind: string): number {
  return model.events.filter(event => event.kind === kind).length;
}

function transfers(model: Model, ...states: TransferState[]): number {
  return model.transfers.filter(transfer => states.includes(transfer.state)).length;
}
