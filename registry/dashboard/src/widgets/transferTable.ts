import { el, foreign, link } from "../core/dom";
import { bits, bytes, classNames, moment, percent } from "../core/format";
import type { Context } from "../core/page";
import type { Transfer } from "../core/protocol";
import { divergence } from "../story/story";
import { stateBadge } from "./badges";
import { DataTable, type Column, type Sorting } from "./dataTable";

/** Transfers, each a link to its own page. */
export class TransferTable {
  readonly node: HTMLElement;
  private readonly table: DataTable<Transfer>;
  private context: Context | undefined;

  constructor(caption: string, private readonly sortable = false) {
    this.table = new DataTable(caption, this.columns(), transfer => transfer.id, (row, transfer) => (row.dataset.transfer = transfer.id));
    this.node = this.table.node;
  }

  show(context: Context, transfers: readonly Transfer[], sorting?: Sorting): void {
    this.context = context;
    this.table.show(transfers, sorting);
  }

  private columns(): Column<Transfer>[] {
    const sort = (member: string) => (this.sortable ? { sort: member } : {});
    return [
      { head: "Target ← donor", ...sort("target"), cell: transfer => link(this.context!.href("transfer", { id: transfer.id }), parties(transfer)) },
      { head: "Classes", cell: ({ needs }) => classNames(this.context!.task, needs).map(name => foreign(name, "label")) },
      { head: "State", ...sort("state"), cell: ({ state, receipt }) => [stateBadge(state), receipt && el("div", "reason", foreign(receipt.reason))] },
      { head: "Divergence", number: true, cell: transfer => optional(divergence(transfer), bits) },
      { head: "Fetched", number: true, ...sort("bytesFetched"), cell: ({ receipt }) => optional(receipt?.bytesFetched, bytes) },
      {
        head: "Error before → after", number: true, ...sort("errorBefore"),
        cell: ({ receipt }) => (receipt?.errorBefore === undefined ? "–" : `${percent(receipt.errorBefore)} → ${percent(receipt.errorAfter)}`),
      },
      { head: "Since", ...sort("updatedAt"), cell: ({ updatedAt }) => moment(updatedAt) },
    ];
  }
}

function parties(transfer: Transfer): HTMLElement {
  return el("span", "", foreign(transfer.target), " ← ", foreign(transfer.donor ?? transfer.receipt?.donor ?? "–"));
}

function optional(value: number | undefined, words: (value: number) => string): string {
  return value === undefined ? "–" : words(value);
}
