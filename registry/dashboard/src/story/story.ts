import { bits, classNames, count, percent, spoken } from "../core/format";
import type { TaskManifest, Transfer } from "../core/protocol";

/** What an agent's latest transfer was about, in sentences for someone who sees this page for the first time. */
export function storyOf(transfer: Transfer | undefined, task: TaskManifest | undefined): string {
  if (!transfer) return "Learns on its own; nothing unusual so far.";
  const classes = spoken(classNames(task, transfer.needs));
  return `${why(transfer, classes)} ${what(transfer, classes)}`;
}

function why({ trigger }: Transfer, classes: string): string {
  return trigger.kind === "novelty"
    ? `At sample ${count(trigger.sample)} it met ${classes}, which its model did not know.`
    : `At sample ${count(trigger.sample)} its errors rose on ${classes}.`;
}

function what(transfer: Transfer, classes: string): string {
  const donor = transfer.donor ?? transfer.receipt?.donor;
  switch (transfer.state) {
    case "requested":
    case "offered":
      return "It asks its neighbours for help.";
    case "fetching":
    case "verifying":
      return `It fetches what ${donor ?? "a neighbour"} knows and checks it.`;
    case "shadowing":
      return `${lent(transfer, donor, classes)}; it runs on probation.`;
    case "adopted":
      return `${lent(transfer, donor, classes)}, and it stays${errors(transfer)}.`;
    case "rolled-back":
      return `${lent(transfer, donor, classes)}, but the former model did better, so it was undone.`;
    case "rejected":
    case "expired":
    case "failed":
      return `No part was taken over: ${transfer.receipt?.reason ?? transfer.state}`;
  }
}

function lent(transfer: Transfer, donor: string | undefined, classes: string): string {
  const distance = divergence(transfer);
  return `${donor ?? "A neighbour"} lent its part for ${classes}${distance === undefined ? "" : ` (divergence ${bits(distance)})`}`;
}

function errors({ receipt }: Transfer): string {
  if (receipt?.errorBefore === undefined || receipt.errorAfter === undefined) return "";
  return `: error ${percent(receipt.errorBefore)} before, ${percent(receipt.errorAfter)} after`;
}

/** The divergence between a transfer's target and its donor in bits, once a donor is chosen. */
export function divergence(transfer: Transfer): number | undefined {
  const donor = transfer.donor ?? transfer.receipt?.donor;
  return transfer.offers.find(offer => offer.agent === donor)?.jsdBits;
}
