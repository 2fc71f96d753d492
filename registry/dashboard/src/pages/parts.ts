import { withQuery } from "../core/api";
import { button, el, foreign, link, section, setChildren } from "../core/dom";
import { bytes, classNames, count, moment } from "../core/format";
import { may, taskPath, type Context, type Page } from "../core/page";
import type { Transfer } from "../core/protocol";
import type { RecallReceipt, ZooEntry } from "../core/views";
import { confirmed } from "../widgets/confirm";
import { DataLinks } from "../widgets/dataLinks";
import { DataTable } from "../widgets/dataTable";
import { empty } from "../widgets/empty";
import { EventRows } from "../widgets/eventRows";
import { quoted } from "../widgets/filters";
import { latestEvents } from "../widgets/latestEvents";
import { hash, recallAll } from "./agent/partsHeld";
import { Lineage } from "./parts/lineage";

const transfersShown = 100;
const zooShown = 50;
const recallsShown = 20;

/** Where parts went, which past parts are kept, and which were recalled. */
class Parts implements Page {
  readonly title = "Parts";
  readonly node = el("div", "parts");
  private context: Context;
  private readonly lineage = new Lineage();
  private readonly lineageData = new DataLinks("lineage");
  private readonly noLineage = el("div");
  private readonly zoo: DataTable<ZooEntry>;
  private readonly noZoo = el("div");
  private readonly recalls = new EventRows("Recalled parts");
  private readonly noRecalls = el("p", "faint");
  private readonly byHash = el("div", "filters");

  constructor(context: Context) {
    this.context = context;
    this.zoo = new DataTable<ZooEntry>("Past parts", [
      { head: "Donor", cell: ({ donor }) => link(this.context.href("agent", { agent: donor }), foreign(donor)) },
      { head: "Kept since", cell: ({ keptAt }) => moment(keptAt) },
      { head: "Parts", cell: ({ parts }) => parts.map(part => el("span", "label", `${classNames(this.context.task, part.classes).join(", ").slice(0, 40)} `, hash(part.sha256))) },
      { head: "Size", number: true, cell: ({ parts }) => bytes(parts.reduce((sum, part) => sum + part.sizeBytes, 0)) },
      { head: "Samples then", number: true, cell: ({ classCounts }) => count(classCounts.reduce((sum, value) => sum + value, 0)) },
    ], ({ id }) => id, (row, { id }) => (row.dataset.zoo = id));
    this.node.append(
      section("Who lent to whom", el("p", "faint", "Each arrow is a part that was kept, from its donor to its target; dashed: undone again. An agent that received may lend on."),
        this.lineage.node, this.noLineage, this.lineageData.node),
      section("Past parts that the registry keeps", this.zoo.node, this.noZoo),
      section("Recall", el("p", "", "A recalled part, and what was merged from it, is offered to nobody any more; agents that have it on trial undo it."), this.byHash, this.noRecalls, this.recalls.node));
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    const path = withQuery(taskPath(context, "transfers"), { limit: transfersShown, filter: "in(state,\"adopted\",\"rolled-back\",\"shadowing\")" });
    const [transfers, zoo, recalls] = await Promise.all([
      context.api.page<Transfer>(path),
      context.api.page<ZooEntry>(taskPath(context, "zoo"), { limit: zooShown, sort: "-keptAt" }),
      latestEvents(context.api, `and(eq(kind,"part.recalled"),in(task,${quoted(context.task!.name)},""))`),
    ]);
    this.lineage.show(context, transfers.items);
    this.lineageData.show(transfers.items.map(({ target, donor, state, updatedAt, receipt }) => ({ donor: donor ?? receipt?.donor, target, state, at: updatedAt, parts: receipt?.parts })), path);
    setChildren(this.noLineage, transfers.items.length === 0 && empty("No part has been merged yet.", "./cartel demo"));
    this.zoo.show(zoo.items);
    setChildren(this.noZoo, zoo.items.length === 0 && empty("The zoo is empty.", "./cartel registry --zoo 32"));
    this.recalls.show(context, recalls.slice(0, recallsShown));
    setChildren(this.noRecalls, recalls.length === 0 && "Nothing was recalled.");
    if (this.byHash.childNodes.length === 0) this.offerRecall();
  }

  private offerRecall(): void {
    if (!may(this.context.caller, "operator")) {
      this.byHash.append(el("p", "faint", "An operator may recall parts."));
      return;
    }
    const input = el("input");
    input.type = "text";
    input.spellcheck = false;
    input.placeholder = "an agent's name, or the SHA-256 of a part";
    this.byHash.append(el("label", "field wide", "Recall the parts of ", input), button("danger", "Recall …", () => this.recall(input.value.trim())));
  }

  private recall(what: string): void {
    if (what === "") return;
    if (!/^[0-9a-f]{64}$/.test(what)) {
      recallAll(this.context, what);
      return;
    }
    confirmed({ title: "Recall this part?", text: `${what} is offered to nobody any more. This cannot be undone.`, act: "Recall it", reason: "Why, for people" }, async reason => {
      const { parts, agents } = await this.context.api.post<RecallReceipt>(`${this.context.api.path("parts", what)}/recall`, { reason });
      this.context.reload();
      return `${parts.length} recalled. ${agents.length === 0 ? "No agent offers it now." : `Told to: ${agents.join(", ")}.`}`;
    });
  }
}

export function open(context: Context): Page {
  return new Parts(context);
}
