import { byId, el, foreign, setText } from "./dom";
import { EmptyHint } from "./emptyHint";
import { bits, bytes, classNames, percent, time, utc } from "./format";
import { KeyedList } from "./keyedList";
import type { Model } from "./model";
import type { Transfer, TransferState } from "./protocol";
import { divergence } from "./story";

const headings = ["Target ← donor", "Classes", "State", "Divergence", "Fetched", "Error before → after", "Since"];

const signs: Record<TransferState, string> = {
  requested: "…", offered: "…", fetching: "↓", verifying: "?", shadowing: "◐",
  adopted: "✓", rejected: "✕", "rolled-back": "↩", expired: "⌛", failed: "!",
};

class TransferRow {
  readonly node: HTMLElement;
  private readonly parties = el("td");
  private readonly classes = el("td");
  private readonly state = el("span");
  private readonly reason = el("div", "reason");
  private readonly stateCell = el("td", "", this.state, this.reason);
  private readonly distance = el("td");
  private readonly fetched = el("td");
  private readonly errors = el("td");
  private readonly since = el("td");

  constructor(transfer: Transfer) {
    const cells = [this.parties, this.classes, this.stateCell, this.distance, this.fetched, this.errors, this.since];
    cells.forEach((cell, i) => (cell.dataset.heading = headings[i]!));
    this.node = el("tr", "", ...cells);
    this.node.dataset.transfer = transfer.id;
  }

  update(transfer: Transfer, model: Model): void {
    const { receipt, state } = transfer;
    const distance = divergence(transfer);
    setText(this.parties, `${transfer.target} ← ${transfer.donor ?? receipt?.donor ?? "–"}`);
    this.showClasses(classNames(model.task, transfer.needs));
    this.state.className = `state ${state}`;
    setText(this.state, `${signs[state]} ${state.replace("-", " ")}`);
    setText(this.reason, receipt?.reason ?? "");
    setText(this.distance, distance === undefined ? "–" : bits(distance));
    setText(this.fetched, receipt ? bytes(receipt.bytesFetched) : "–");
    setText(this.errors, receipt?.errorBefore === undefined ? "–" : `${percent(receipt.errorBefore)} → ${percent(receipt.errorAfter)}`);
    setText(this.since, time(transfer.updatedAt));
    this.since.title = utc(transfer.updatedAt);
  }

  private showClasses(names: string[]): void {
    if (this.classes.textContent !== names.join("")) this.classes.replaceChildren(...names.map(name => foreign(name, "label")));
  }
}

/** The transfers, newest first, of the selected agent or of all. */
export class Transfers {
  private readonly table = el("table", "transfers");
  private readonly hint: EmptyHint;
  private readonly rows: KeyedList<Transfer, TransferRow>;

  constructor() {
    const body = el("tbody");
    this.table.append(el("thead", "", el("tr", "", ...headings.map(text => el("th", "", text)))), body);
    byId("transfers").append(this.table);
    this.hint = new EmptyHint(this.table);
    this.rows = new KeyedList(body, transfer => transfer.id, transfer => new TransferRow(transfer));
  }

  show(model: Model): void {
    const { selected } = model;
    const shown = model.transfers.filter(({ target, donor }) => selected === undefined || target === selected || donor === selected);
    this.rows.show(shown, (row, transfer) => row.update(transfer, model));
    this.table.hidden = shown.length === 0;
    this.hint.show(!model.loaded || shown.length > 0 ? undefined : `No transfer${selected === undefined ? "" : ` with ${selected}`} yet.`);
  }
}
