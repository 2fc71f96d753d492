import { el, foreign, setChildren, svg } from "../../core/dom";
import { count, percent } from "../../core/format";
import type { Context } from "../../core/page";
import type { AgentProfile } from "../../core/protocol";
import { DataLinks } from "../../widgets/dataLinks";
import { DataTable } from "../../widgets/dataTable";
import { empty } from "../../widgets/empty";

const mostRows = 200;

interface ClassRow {
  name: string;
  inWindow: number;
  evidence: number;
  recall: number | null | undefined;
  precision: number | null | undefined;
}

/** What an agent knows of each class. */
export class ClassTable {
  readonly node: HTMLElement;
  private readonly nothing = el("div");
  private readonly table = new DataTable<ClassRow>("Classes", [
    { head: "Class", cell: ({ name }) => foreign(name) },
    { head: "Recall", number: true, cell: ({ recall }) => el("span", "meter-cell", meter(recall), percent(recall)) },
    { head: "Precision", number: true, cell: ({ precision }) => percent(precision) },
    { head: "In its window", number: true, cell: ({ inWindow }) => count(inWindow) },
    { head: "Learned from, ever", number: true, cell: ({ evidence }) => count(evidence) },
  ], ({ name }) => name, (row, { name }) => (row.dataset.class = name));
  private readonly data = new DataLinks("classes");

  constructor() {
    this.node = el("div", "", this.table.node, this.nothing, this.data.node);
  }

  show({ task }: Context, profile: AgentProfile | undefined): void {
    const rows = profile ? task!.schema.classes.map((name, i) => ({
      name, inWindow: profile.classCounts[i] ?? 0, evidence: profile.evidence[i] ?? 0, recall: profile.recall[i], precision: profile.precision?.[i],
    })) : [];
    // Of very many classes those that it has met.
    const shown = rows.length <= mostRows ? rows : rows.filter(row => row.inWindow > 0 || row.evidence > 0).slice(0, mostRows);
    this.table.show(shown);
    this.data.show(rows.map(row => ({ ...row })), "…/agents/{agent}/profile");
    setChildren(this.nothing, shown.length === 0 && empty("It has published nothing yet.", "./cartel agent run"));
  }
}

function meter(share: number | null | undefined): SVGElement {
  return svg("svg", { viewBox: "0 0 60 8", width: 60, class: "meter", "aria-hidden": "true" },
    svg("rect", { width: 60, height: 8, rx: 2, class: "fill-grid" }), svg("rect", { width: 60 * (share ?? 0), height: 8, rx: 2, class: "fill-cartel" }));
}
