import { withQuery } from "../core/api";
import { el, section, setChildren } from "../core/dom";
import { count } from "../core/format";
import { taskPath, type Context, type Page } from "../core/page";
import type { IncidentList, SignalList } from "../core/views";
import { markLegend } from "../story/legend";
import { DataLinks } from "../widgets/dataLinks";
import { empty } from "../widgets/empty";
import { choice, setField, textField } from "../widgets/field";
import { incidentList } from "./overview/incidents";
import { Lanes } from "./drift/lanes";

const spans = [["", "all that is kept"], ["300", "the last 5 min"], ["3600", "the last hour"], ["86400", "the last day"]] as const;
const mostSignals = 2_000;

/** One lane for each agent that met something, and bands where many did at once. */
class Drift implements Page {
  readonly title = "Drift";
  readonly node = el("div", "drift");
  private context: Context;
  private readonly span = choice("Show", spans, span => this.context.change({ span, from: undefined, to: undefined }));
  private readonly agents = textField("Agents", agents => this.context.change({ agents }, "replace"), "part of a name");
  private readonly lanes = new Lanes();
  private readonly about = el("p", "faint");
  private readonly nothing = el("div");
  private readonly data = new DataLinks("signals");
  private readonly incidents = el("div");

  constructor(context: Context) {
    this.context = context;
    this.node.append(section("Lanes", el("div", "filters", this.span.node, this.agents.node), markLegend(["novelty", "drift", "adopted", "rolled-back"]), this.about, this.nothing, this.lanes.node, this.data.node),
      section("The same at many agents", this.incidents));
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    const { span, agents, to } = context.route.params;
    const from = span ? new Date(Date.now() - Number(span) * 1000).toISOString() : context.route.params.from;
    setField(this.span.input, span);
    setField(this.agents.input, agents);
    const request = withQuery(taskPath(context, "signals"), { from, to: span ? undefined : to, limit: mostSignals });
    const [signals, incidents] = await Promise.all([
      context.api.get<SignalList>(request), context.api.get<IncidentList>(taskPath(context, "incidents"), { limit: 100 }),
    ]);
    const shown = agents ? signals.items.filter(({ agent }) => agent.includes(agents)) : signals.items;
    const named = this.lanes.show(context, shown, incidents.items);
    const all = new Set(shown.map(({ agent }) => agent)).size;
    setChildren(this.about, shown.length > 0 && `${count(shown.length)} signals of ${count(all)} agents${named < all ? `; the ${named} with the latest are shown` : ""}${signals.complete ? "" : "; the log keeps no earlier ones"}.`);
    setChildren(this.nothing, shown.length === 0 && empty("Nobody has met anything new in this time.", "./cartel demo"));
    this.data.show(shown.map(event => ({ ...event })), request);
    setChildren(this.incidents, incidentList(context, incidents));
  }
}

export function open(context: Context): Page {
  return new Drift(context);
}
