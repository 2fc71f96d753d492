import { el } from "../../core/dom";
import { count } from "../../core/format";
import type { Context } from "../../core/page";
import type { FleetSummary, SignalStep } from "../../core/views";
import { Figure } from "../../widgets/figure";

interface Wanted {
  name: string;
  words: string;
  value(summary: FleetSummary): number;
  href(context: Context): string;
}

const figures: Wanted[] = [
  { name: "online", words: "agents online", value: ({ agents }) => agents.online, href: agentsThat("online") },
  { name: "late", words: "late", value: ({ agents }) => agents.late, href: agentsThat("late") },
  { name: "offline", words: "offline", value: ({ agents }) => agents.offline, href: agentsThat("offline") },
  { name: "novelties", words: "new classes met", value: sum("novelties"), href: context => context.href("drift") },
  { name: "drifts", words: "drifts", value: sum("drifts"), href: context => context.href("drift") },
  { name: "adopted", words: "transfers adopted", value: ({ transfers }) => transfers.adopted, href: transfersThat("adopted") },
  { name: "rejected", words: "rejected", value: ({ transfers }) => transfers.rejected, href: transfersThat("rejected") },
  { name: "rolled-back", words: "rolled back", value: ({ transfers }) => transfers.rolledBack, href: transfersThat("rolled-back") },
  { name: "open", words: "under way", value: ({ transfers }) => transfers.open, href: context => context.href("transfers") },
];

/** The figures at the top: each leads to the list that it counts. */
export class FleetFigures {
  readonly node = el("ul", "tiles");
  private readonly tiles = figures.map(({ name, words }) => new Figure(name, words));

  constructor() {
    this.node.ariaLabel = "The fleet in figures";
    this.node.append(...this.tiles.map(tile => tile.node));
  }

  show(context: Context, summary: FleetSummary): void {
    figures.forEach((figure, i) => this.tiles[i]!.show(count(figure.value(summary)), figure.href(context)));
  }
}

function sum(member: "drifts" | "novelties"): (summary: FleetSummary) => number {
  return ({ signals }) => signals.reduce((total: number, step: SignalStep) => total + step[member], 0);
}

function agentsThat(liveness: string): (context: Context) => string {
  return context => context.href("agents", { liveness });
}

function transfersThat(state: string): (context: Context) => string {
  return context => context.href("transfers", { state });
}
