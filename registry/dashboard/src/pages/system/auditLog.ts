import { el, foreign } from "../../core/dom";
import { moment } from "../../core/format";
import type { Context } from "../../core/page";
import type { AuditEntry } from "../../core/views";
import { DataTable } from "../../widgets/dataTable";
import { Pager } from "../../widgets/pager";

/** What was changed, newest first. */
export class AuditLog {
  readonly node: HTMLElement;
  private readonly pager = new Pager();
  private readonly table = new DataTable<AuditEntry>("Audit log", [
    { head: "When", cell: ({ at }) => moment(at) },
    { head: "Who", cell: ({ who }) => foreign(who) },
    { head: "From", cell: ({ from }) => foreign(from) },
    { head: "What", cell: ({ what, detail }) => [foreign(what), detail === undefined ? undefined : el("div", "faint", foreign(detail))] },
    { head: "Outcome", number: true, cell: ({ outcome }) => String(outcome) },
  ], ({ number }) => String(number));

  constructor() {
    this.node = el("div", "", this.table.node, this.pager.node);
  }

  async load(context: Context): Promise<void> {
    const page = await context.api.page<AuditEntry>("/api/v1/audit", { limit: 50, cursor: context.route.params.cursor });
    this.table.show(page.items);
    this.pager.show(context, page.items.length, page.nextCursor);
  }
}
