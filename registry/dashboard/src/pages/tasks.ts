import { el, foreign, link, section, setChildren } from "../core/dom";
import { count } from "../core/format";
import type { Context, Page } from "../core/page";
import type { TaskManifest } from "../core/protocol";
import { hrefOf, toPage } from "../core/route";
import type { FleetSummary } from "../core/views";
import { DataLinks } from "../widgets/dataLinks";
import { DataTable } from "../widgets/dataTable";
import { empty } from "../widgets/empty";

const mostCounted = 20;
const classesShown = 30;

interface TaskRow {
  task: TaskManifest;
  summary: FleetSummary | undefined;
}

/** The learning problems of the namespace. */
class Tasks implements Page {
  readonly title = "Tasks";
  readonly node = el("div");
  private context: Context;
  private readonly table: DataTable<TaskRow>;
  private readonly nothing = el("div");
  private readonly data = new DataLinks("tasks");
  private readonly columns = el("div");
  private readonly chosen: HTMLElement;

  constructor(context: Context) {
    this.context = context;
    this.table = new DataTable<TaskRow>("Tasks", [
      { head: "Task", cell: ({ task }) => [link(this.taskHref(task), foreign(task.name)), task.description ? el("div", "faint", foreign(task.description)) : undefined] },
      { head: "Learner", cell: ({ task }) => foreign(task.learner) },
      { head: "Columns", number: true, cell: ({ task }) => count(task.schema.features.length) },
      { head: "Classes", cell: ({ task }) => classesOf(task) },
      { head: "Agents online", number: true, cell: ({ summary }) => (summary ? count(summary.agents.online) : "–") },
      { head: "Agents", number: true, cell: ({ summary }) => (summary ? count(summary.agents.online + summary.agents.late + summary.agents.offline) : "–") },
      { head: "Adopted", number: true, cell: ({ summary }) => (summary ? count(summary.transfers.adopted) : "–") },
    ], ({ task }) => task.name, (row, { task }) => (row.dataset.task = task.name));
    this.chosen = section("Columns of the chosen task", this.columns);
    this.node.append(this.table.node, this.nothing, this.data.node, this.chosen);
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    const { api, tasks, task } = context;
    const summaries = await Promise.all(tasks.slice(0, mostCounted).map(one => api.get<FleetSummary>(api.path("tasks", one.name, "summary")).catch(() => undefined)));
    this.table.show(tasks.map((one, i) => ({ task: one, summary: summaries[i] })));
    this.data.show(tasks.map(({ name, learner, description, schema }) => ({ name, learner, description, columns: schema.features.length, classes: schema.classes })), api.path("tasks"));
    setChildren(this.nothing, tasks.length === 0 && empty("This namespace has no task yet.", "./cartel demo"));
    this.chosen.hidden = !task;
    setChildren(this.columns, ...(task?.schema.features ?? []).slice(0, 200).map(feature => foreign(`${feature.name}: ${feature.kind}`, "label")),
      (task?.schema.features.length ?? 0) > 200 && ` and ${task!.schema.features.length - 200} more`);
  }

  private taskHref(task: TaskManifest): string {
    return hrefOf({ ...toPage(this.context.route, "overview"), task: task.name });
  }
}

function classesOf({ schema }: TaskManifest): Node[] {
  const shown = schema.classes.slice(0, classesShown).map(name => foreign(name, "label"));
  return schema.classes.length > classesShown ? [...shown, el("span", "faint", ` and ${schema.classes.length - classesShown} more`)] : shown;
}

export function open(context: Context): Page {
  return new Tasks(context);
}
