import { withQuery } from "../core/api";
import { el, section, setChildren } from "../core/dom";
import { taskPath, type Context, type Page } from "../core/page";
import type { AgentView } from "../core/protocol";
import type { DivergenceMatrix, NeighbourList } from "../core/views";
import { DataLinks } from "../widgets/dataLinks";
import { empty } from "../widgets/empty";
import { setField, textField } from "../widgets/field";
import { quoted } from "../widgets/filters";
import { HeatMap } from "./neighbours/heatMap";
import { EgoGraph } from "./neighbours/egoGraph";
import { RankedList } from "./neighbours/rankedList";

const ranked = 12;
const refused = 12;

/** Who sees what others see: the map of the fleet, the neighbourhood of one agent, and why each stands where it stands. */
class Neighbours implements Page {
  readonly title = "Neighbours";
  readonly node = el("div", "neighbours");
  private context: Context;
  private readonly agent = textField("Agent", agent => this.context.change({ agent }, "replace"), "a name");
  private readonly needed = textField("Classes needed", classes => this.context.change({ classes }, "replace"), "names, with commas");
  private readonly map = new HeatMap(agent => this.context.change({ agent }));
  private readonly mapData = new DataLinks("divergences");
  private readonly graph = new EgoGraph();
  private readonly list = new RankedList();
  private readonly listData = new DataLinks("neighbours");
  private readonly nothing = el("div");
  private readonly few = el("p", "faint");
  private readonly around: HTMLElement;

  constructor(context: Context) {
    this.context = context;
    this.around = section("Who could help it, and why", this.list.node, this.listData.node);
    this.node.append(
      el("div", "pair",
        section("How far agents are from each other", this.few, this.map.node, this.mapData.node),
        section("The neighbourhood of one agent", el("div", "filters", this.agent.node, this.needed.node), this.nothing, this.graph.node)),
      this.around);
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    const { agent: named, classes } = context.route.params;
    setField(this.needed.input, classes);
    if (named !== undefined) {
      // To find the groups of a large fleet may take seconds.
      setField(this.agent.input, named);
      this.node.hidden = false;
      await this.showAround(context, named, classes);
    }
    const mapPath = taskPath(context, "divergences");
    const matrix = await context.api.get<DivergenceMatrix>(mapPath);
    const agent = named ?? matrix.agents[0];
    setChildren(this.few, matrix.agents.length < matrix.all && `${matrix.agents.length} of ${matrix.all} agents, some of each group of agents alike.`);
    this.map.show(matrix, agent);
    this.mapData.show(pairs(matrix), mapPath);
    if (named !== undefined) return;
    setField(this.agent.input, agent);
    await this.showAround(context, agent, classes);
  }

  recolour(): void {
    this.map.recolour();
  }

  private async showAround(context: Context, agent: string | undefined, classes: string | undefined): Promise<void> {
    const show = (shown: boolean) => {
      this.around.hidden = !shown;
      this.graph.node.toggleAttribute("hidden", !shown);
    };
    if (agent === undefined) {
      setChildren(this.nothing, empty("No agent has published its class mix yet.", "./cartel agent run"));
      show(false);
      return;
    }
    const path = taskPath(context, "agents", agent, "neighbours");
    const request = withQuery(path, { k: ranked, explain: "true", refused, classes: indicesOf(context, classes) });
    const [view, found] = await Promise.all([
      context.api.page<AgentView>(taskPath(context, "agents"), { filter: `eq(name,${quoted(agent)})`, limit: 1 }),
      context.api.get<NeighbourList>(request).catch(error => this.explain(error)),
    ]);
    if (!found || view.items.length === 0) {
      show(false);
      if (view.items.length === 0) setChildren(this.nothing, empty(`There is no agent “${agent}” in this task.`, "./cartel agent run"));
      return;
    }
    setChildren(this.nothing, found.items.length === 0 && empty(`Nobody can be compared with ${agent} yet.`, "./cartel agent run"), ...(found.warnings ?? []).map(text => el("p", "faint", text)));
    this.graph.show(context, agent, found.items);
    show(found.items.length > 0);
    this.list.show(context, found.items);
    this.listData.show(found.items.map(({ terms, ...rest }) => ({ ...rest, ...terms })), request);
  }

  private explain(error: unknown): undefined {
    setChildren(this.nothing, el("p", "faint", error instanceof Error ? error.message : String(error)));
    return undefined;
  }
}

/** Classes by their names, or by their places from 0, as places. */
function indicesOf({ task }: Context, classes: string | undefined): string | undefined {
  const names = task?.schema.classes ?? [];
  return classes?.split(",").map(word => word.trim()).filter(word => word !== "")
    .map(word => (names.includes(word) ? String(names.indexOf(word)) : word)).join(",");
}

function pairs({ agents, bits, groups }: DivergenceMatrix): Record<string, unknown>[] {
  return agents.flatMap((a, i) => agents.slice(0, i).map((b, j) => ({ a, b, bits: bits[i]![j], groupA: groups[i], groupB: groups[j] })));
}

export function open(context: Context): Page {
  return new Neighbours(context);
}
