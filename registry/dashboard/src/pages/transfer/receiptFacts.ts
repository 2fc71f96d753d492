import { el, foreign } from "../../core/dom";
import { bytes, count, duration, moment, percent } from "../../core/format";
import type { Context } from "../../core/page";
import type { Transfer } from "../../core/protocol";

/** What the receipt says, or until when it is due. */
export function receiptFacts(_: Context, transfer: Transfer): HTMLElement[] {
  const { receipt } = transfer;
  if (!receipt) return [fact("Under way", "It expires if nothing happens before ", moment(transfer.deadline))];

  const took = (Date.parse(transfer.updatedAt) - Date.parse(transfer.createdAt)) / 1000;
  const error = receipt.errorBefore === undefined ? undefined
    : fact("Error on its held-out samples", `${percent(receipt.errorBefore)} before, ${percent(receipt.errorAfter)} after`);
  return [
    fact("Reason", foreign(receipt.reason)),
    error,
    fact("Bytes fetched", bytes(receipt.bytesFetched)),
    fact("Parts", receipt.parts.length === 0 ? "none" : foreign(receipt.parts.join(", "))),
    receipt.mergedAtSample === undefined ? undefined : fact("Merged at sample", count(receipt.mergedAtSample)),
    fact("Ended at sample", count(receipt.endedAtSample)),
    fact("From question to receipt", duration(took)),
  ].filter(one => one !== undefined);
}

function fact(name: string, ...value: (Node | string)[]): HTMLElement {
  const node = el("div", "", el("dt", "", name), el("dd", "", ...value));
  node.dataset.fact = name;
  return node;
}
