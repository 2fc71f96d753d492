import { withQuery } from "../core/api";
import { el, setChildren } from "../core/dom";
import { taskPath, type Context, type Page } from "../core/page";
import { transferStates, type Transfer } from "../core/protocol";
import { DataLinks } from "../widgets/dataLinks";
import { empty } from "../widgets/empty";
import { choice, setField, textField } from "../widgets/field";
import { allOf, like } from "../widgets/filters";
import { Pager } from "../widgets/pager";
import { TransferTable } from "../widgets/transferTable";

const pageSize = 50;

/** Who asked whom for help, and what came of it. */
class Transfers implements Page {
  readonly title = "Transfers";
  readonly node = el("div");
  private context: Context;
  private readonly state = choice("State", [["", "any"], ...transferStates.map(state => [state, state.replace("-", " ")] as const)], state => this.narrow({ state }));
  private readonly trigger = choice("Because of", [["", "anything"], ["novelty", "a new class"], ["drift", "drift"]], trigger => this.narrow({ trigger }));
  private readonly target = textField("Target", target => this.narrow({ target }), "part of a name");
  private readonly donor = textField("Donor", donor => this.narrow({ donor }), "part of a name");
  private readonly table = new TransferTable("Transfers", true);
  private readonly nothing = el("div");
  private readonly pager = new Pager();
  private readonly data = new DataLinks("transfers");

  constructor(context: Context) {
    this.context = context;
    this.node.append(
      el("div", "filters", this.target.node, this.donor.node, this.state.node, this.trigger.node),
      this.table.node, this.nothing, this.pager.node, this.data.node);
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    const { state, trigger, target, donor, sort, cursor } = context.route.params;
    setField(this.state.input, state);
    setField(this.trigger.input, trigger);
    setField(this.target.input, target);
    setField(this.donor.input, donor);
    const request = withQuery(taskPath(context, "transfers"), {
      limit: pageSize, cursor, sort,
      filter: allOf([state && `eq(state,"${state}")`, trigger && `eq(trigger,"${trigger}")`, like("target", target), like("donor", donor)]),
    });
    const page = await context.api.page<Transfer>(request);
    this.table.show(context, page.items, { by: sort, change: by => context.change({ sort: by, cursor: undefined }) });
    this.pager.show(context, page.items.length, page.nextCursor);
    this.data.show(page.items.map(rowOf), request);
    const narrowed = state ?? trigger ?? target ?? donor;
    setChildren(this.nothing, page.items.length === 0 && empty(narrowed ? "No transfer is like that." : "No agent has asked for help yet.", "./cartel demo"));
  }

  private narrow(params: Record<string, string>): void {
    this.context.change({ ...params, cursor: undefined }, "replace");
  }
}

function rowOf({ id, target, donor, trigger, needs, state, createdAt, updatedAt, receipt }: Transfer): Record<string, unknown> {
  return { id, target, donor, trigger: trigger.kind, sample: trigger.sample, needs, state, createdAt, updatedAt, ...receipt };
}

export function open(context: Context): Page {
  return new Transfers(context);
}
