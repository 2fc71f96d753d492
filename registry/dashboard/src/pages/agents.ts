import { el, foreign, link, setChildren } from "../core/dom";
import { count, moment, percent } from "../core/format";
import { taskPath, type Context, type Page } from "../core/page";
import type { AgentView } from "../core/protocol";
import { livenessBadge } from "../widgets/badges";
import { DataLinks } from "../widgets/dataLinks";
import { DataTable, type Column } from "../widgets/dataTable";
import { empty } from "../widgets/empty";
import { choice, setField, textField } from "../widgets/field";
import { Pager } from "../widgets/pager";
import { allOf, like } from "../widgets/filters";
import { withQuery } from "../core/api";

const pageSize = 50;

/** All agents of the task: the registry filters, sorts and pages. */
class Agents implements Page {
  readonly title = "Agents";
  readonly everyMs = 5_000;
  readonly node = el("div");
  private context: Context;
  private readonly name = textField("Name", q => this.narrow({ q }), "part of a name");
  private readonly liveness = choice("State", [["", "any"], ["online", "online"], ["late", "late"], ["offline", "offline"]], liveness => this.narrow({ liveness }));
  private readonly filter = textField("Filter", filter => this.narrow({ filter }), "gt(accuracy,0.8)");
  private readonly table: DataTable<AgentView>;
  private readonly nothing = el("div");
  private readonly pager = new Pager();
  private readonly data = new DataLinks("agents");

  constructor(context: Context) {
    this.context = context;
    this.table = new DataTable("Agents", this.columns(), view => view.name, (row, view) => (row.dataset.agent = view.name));
    this.filter.input.title = "As in docs/protocol.md: eq, ne, gt, ge, lt, le, in, like, and, or, not over name, liveness, version, labels.KEY, sampleCount, accuracy, …";
    this.node.append(el("div", "filters", this.name.node, this.liveness.node, this.filter.node), this.table.node, this.nothing, this.pager.node, this.data.node);
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    const { q, liveness, filter, sort, cursor } = context.route.params;
    setField(this.name.input, q);
    setField(this.liveness.input, liveness);
    setField(this.filter.input, filter);
    const request = withQuery(taskPath(context, "agents"), {
      limit: pageSize, cursor, sort, filter: allOf([like("name", q), liveness && `eq(liveness,"${liveness}")`, filter]),
    });
    const page = await context.api.page<AgentView>(request);
    this.table.show(page.items, { by: sort, change: by => context.change({ sort: by, cursor: undefined }) });
    this.pager.show(context, page.items.length, page.nextCursor);
    this.data.show(page.items.map(rowOf), request);
    const narrowed = q ?? liveness ?? filter;
    setChildren(this.nothing, page.items.length === 0 && empty(narrowed ? "No agent is like that." : "No agent has joined this task yet.",
      "./cartel agent run --name gateway-1 --task task.json --data 'csv:flows.csv?label=class'"));
  }

  private narrow(params: Record<string, string>): void {
    this.context.change({ ...params, cursor: undefined }, "replace");
  }

  private columns(): Column<AgentView>[] {
    return [
      { head: "Agent", sort: "name", cell: ({ name }) => link(this.context.href("agent", { agent: name }), foreign(name)) },
      { head: "State", sort: "liveness", cell: ({ liveness }) => livenessBadge(liveness) },
      { head: "Samples", sort: "sampleCount", number: true, cell: ({ status }) => (status ? count(status.sampleCount) : "–") },
      { head: "Accuracy", sort: "accuracy", number: true, cell: ({ status }) => percent(status?.accuracy) },
      { head: "Isolated twin", sort: "twinAccuracy", number: true, cell: ({ status }) => percent(status?.twinAccuracy) },
      { head: "Parts on offer", number: true, detail: true, cell: ({ profile }) => (profile ? count(profile.parts.length) : "–") },
      { head: "Labels", cell: ({ registration }) => Object.entries(registration.labels ?? {}).map(([key, value]) => foreign(`${key}: ${value}`, "label")) },
      { head: "Version", sort: "version", detail: true, cell: ({ registration }) => version(registration.version) },
      { head: "Joined", sort: "registeredAt", detail: true, cell: ({ registeredAt }) => moment(registeredAt) },
    ];
  }
}

/** Without what follows the plus sign: the commit that it was built from. */
function version(text: string): HTMLElement {
  const node = foreign(text.split("+")[0] ?? text);
  node.title = text;
  return node;
}

function rowOf({ name, liveness, registeredAt, leaseUntil, registration, status }: AgentView): Record<string, unknown> {
  return { name, liveness, registeredAt, leaseUntil, version: registration.version, labels: registration.labels, ...status };
}

export function open(context: Context): Page {
  return new Agents(context);
}
