import { el, foreign, link, setChildren } from "../../core/dom";
import { bits, bytes, count, percent } from "../../core/format";
import type { Context } from "../../core/page";
import type { DonorOffer, Transfer } from "../../core/protocol";
import { DataLinks } from "../../widgets/dataLinks";
import { DataTable } from "../../widgets/dataTable";
import { donorOf } from "../agent/partsHeld";

/** The donors that the registry named, and which one the target took. */
export class Candidates {
  readonly node: HTMLElement;
  private context: Context | undefined;
  private transfer: Transfer | undefined;
  private readonly none = el("p", "faint");
  private readonly data = new DataLinks("candidates");
  private readonly table = new DataTable<DonorOffer>("Who could help", [
    {
      head: "Donor", cell: ({ agent, fromZoo }) => [
        link(this.context!.href("agent", { agent: donorOf(agent) }), foreign(agent)), fromZoo ? " (past part)" : "", this.isChosen(agent) ? el("strong", "", " ← chosen") : undefined],
    },
    { head: "Score", number: true, cell: ({ score }) => score.toFixed(3) },
    { head: "Divergence", number: true, cell: ({ jsdBits, jsdStandardErrorBits }) => `${bits(jsdBits)} ± ${jsdStandardErrorBits.toFixed(3)}` },
    { head: "Recall on what is needed", number: true, cell: offer => this.recalls(offer) },
    { head: "Samples behind it", number: true, cell: offer => count(Math.max(0, ...offer.parts.filter(part => this.isNeeded(part.classes)).map(part => part.evidence))) },
    { head: "Parts", number: true, cell: ({ parts }) => `${parts.length} of ${bytes(parts.reduce((sum, part) => sum + part.sizeBytes, 0))}` },
  ], ({ agent }) => agent, (row, { agent }) => (row.dataset.donor = agent));

  constructor() {
    this.node = el("div", "", this.table.node, this.none, this.data.node);
  }

  show(context: Context, transfer: Transfer, request: string): void {
    this.context = context;
    this.transfer = transfer;
    this.table.show(transfer.offers);
    setChildren(this.none, transfer.offers.length === 0 && "The registry named nobody: no agent online offers a part of what is needed.");
    this.data.show(transfer.offers.map(({ parts, ...offer }) => ({ ...offer, parts: parts.length })), request);
  }

  private isChosen(agent: string): boolean {
    const { donor, receipt } = this.transfer!;
    return agent === (donor ?? receipt?.donor) || (receipt?.donors ?? []).includes(agent);
  }

  private isNeeded(classes: readonly number[]): boolean {
    return classes.some(index => this.transfer!.needs.includes(index));
  }

  private recalls({ recall }: DonorOffer): string {
    return recall ? this.transfer!.needs.map(index => percent(recall[index])).join(", ") : "–";
  }
}
