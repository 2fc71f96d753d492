import { el, setChildren } from "../core/dom";
import { KeyedList } from "../core/keyedList";

export type Cell = Node | string | undefined;

export interface Column<T> {
  head: string;
  cell(item: T): Cell | Cell[];
  /** The member that the registry sorts by, where it does. */
  sort?: string;
  /** Whether it is a number, which stands on the right. */
  number?: boolean;
  /** Whether a phone goes without it. */
  detail?: boolean;
}

export interface Sorting {
  /** As the registry takes it: a minus sign means the largest first. */
  readonly by: string | undefined;
  change(by: string | undefined): void;
}

/** A table whose rows stay in place, with their focus, while their cells change. On a phone each row is a card of its own. */
export class DataTable<T> {
  readonly node: HTMLElement;
  private readonly heads: { sort: string; cell: HTMLElement; press: HTMLButtonElement }[] = [];
  private readonly rows: KeyedList<T, { node: HTMLTableRowElement }>;
  private sorting: Sorting | undefined;

  /** @param mark gives a row what tests and styles find it by. */
  constructor(caption: string, private readonly columns: readonly Column<T>[], key: (item: T) => string, mark: (row: HTMLElement, item: T) => void = () => {}) {
    const body = el("tbody");
    this.node = el("div", "table-box", el("table", "data", el("caption", "", caption), el("thead", "", el("tr", "", ...columns.map(column => this.head(column)))), body));
    this.rows = new KeyedList(body, key, item => {
      const row = el("tr", "", ...columns.map(column => this.cell(column)));
      mark(row, item);
      return { node: row };
    });
  }

  show(items: readonly T[], sorting?: Sorting): void {
    this.sorting = sorting;
    for (const { sort, cell, press } of this.heads) {
      const way = sorting?.by === sort ? "ascending" : sorting?.by === `-${sort}` ? "descending" : undefined;
      if (way) cell.ariaSort = way;
      else cell.removeAttribute("aria-sort");
      press.dataset.sorted = way ?? "";
    }
    this.rows.show(items, ({ node }, item) => this.columns.forEach((column, i) => {
      const content = column.cell(item);
      setChildren(node.cells[i]!, ...(Array.isArray(content) ? content : [content]));
    }));
    this.node.hidden = items.length === 0;
  }

  private head(column: Column<T>): HTMLElement {
    const cell = el("th", kindOf(column));
    cell.scope = "col";
    const { sort } = column;
    if (sort === undefined) {
      cell.append(column.head);
      return cell;
    }
    const press = el("button", "sort", column.head);
    press.type = "button";
    press.addEventListener("click", () => this.sortBy(sort));
    cell.append(press);
    this.heads.push({ sort, cell, press });
    return cell;
  }

  private sortBy(member: string): void {
    if (!this.sorting) return;
    // The next click counts from here, though the rows come later.
    this.sorting = { ...this.sorting, by: nextSort(this.sorting.by, member) };
    this.sorting.change(this.sorting.by);
  }

  private cell(column: Column<T>): HTMLTableCellElement {
    const cell = el("td", kindOf(column));
    cell.dataset.heading = column.head;
    return cell;
  }
}

function kindOf({ number, detail }: { number?: boolean; detail?: boolean }): string {
  return `${number ? "number" : ""} ${detail ? "detail" : ""}`.trim();
}

/** Ascending, then descending, then the list's own order. */
function nextSort(now: string | undefined, column: string): string | undefined {
  if (now === column) return `-${column}`;
  return now === `-${column}` ? undefined : column;
}
