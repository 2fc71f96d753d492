import { el, foreign, link } from "../../core/dom";
import { bits, count, duration } from "../../core/format";
import type { Context } from "../../core/page";
import type { Neighbour } from "../../core/views";
import { donorOf } from "../agent/partsHeld";
import { DataTable } from "../../widgets/dataTable";

/** Candidates best first, every term of their score, and why the losers lost. */
export class RankedList {
  readonly node: HTMLElement;
  private context: Context | undefined;
  private readonly table = new DataTable<Neighbour>("Candidates, best first", [
    { head: "Rank", number: true, cell: ({ rank }) => (rank === undefined ? "–" : String(rank)) },
    { head: "Agent", cell: ({ agent }) => link(this.context!.href("agent", { agent: donorOf(agent) }), foreign(agent)) },
    { head: "Score", number: true, cell: ({ score }) => (score === undefined ? "–" : score.toFixed(3)) },
    { head: "Divergence", number: true, cell: ({ jsdBits, jsdStandardErrorBits }) => `${bits(jsdBits)} ± ${jsdStandardErrorBits.toFixed(3)}` },
    { head: "Samples", number: true, cell: ({ samples }) => count(samples) },
    { head: "Profile's age", number: true, cell: ({ ageSeconds }) => duration(Math.max(0, ageSeconds)) },
    {
      head: "Terms of the score", cell: ({ terms }) => el("span", "terms", ...Object.entries(terms ?? {}).map(([name, value]) => el("span", "label", `${name} ${value.toFixed(2)}`))),
    },
    { head: "Why not first", cell: ({ refused, lost, rank }) => (refused !== undefined ? el("span", "refused", `refused: ${refused}`) : lost ?? (rank === 1 ? "It is." : "")) },
  ], ({ agent }) => agent, (row, { agent }) => (row.dataset.neighbour = agent));

  constructor() {
    this.node = el("div", "", this.table.node, el("details", "", el("summary", "", "How the score is made"),
      el("p", "faint", "Score = (0.55 divergence + 0.22 recall + 0.10 reputation + 0.05 age + 0.05 load + 0.03 network) × concept × cover × standing, each in [0, 1], higher is better. "
        + "Divergence stands for 1 − the bias-corrected Jensen-Shannon divergence in bits; age halves every 300 s; load = 1 / (1 + open transfers); cover is the share of the needed classes that it knows. "
        + "An agent that cannot help with what is needed is refused.")));
  }

  show(context: Context, items: readonly Neighbour[]): void {
    this.context = context;
    this.table.show(items);
  }
}
