import { el, foreign } from "../../core/dom";
import { percent } from "../../core/format";
import type { MergeTrial, TransferReceipt } from "../../core/protocol";
import { DataLinks } from "../../widgets/dataLinks";
import { DataTable } from "../../widgets/dataTable";

type Trial = MergeTrial & { formerError: number | undefined; merged?: "merged" | "merged first" };

/** The ways of merging that the target tried on its recent samples, the best first. */
export class Trials {
  readonly node: HTMLElement;
  private readonly data = new DataLinks("trials");
  private readonly table = new DataTable<Trial>("Ways of merging that were tried", [
    { head: "Way", cell: ({ name, merged }) => [foreign(name), merged && el("strong", "", ` ← ${merged}`)] },
    { head: "Its error", number: true, cell: ({ error }) => percent(error) },
    { head: "The former model's", number: true, cell: ({ formerError }) => percent(formerError) },
    { head: "Admitted to probation", cell: ({ passed }) => el("span", `state ${passed ? "adopted" : "rejected"}`, passed ? "✓ admitted" : "✕ not admitted") },
  ], ({ name }) => name, (row, { name }) => (row.dataset.trial = name));

  constructor() {
    this.node = el("div", "", this.table.node, this.data.node);
  }

  /** Whether there is anything to show. */
  show(receipt: TransferReceipt | undefined, request: string): boolean {
    const trials = receipt?.trials ?? [];
    // Where several passed the best goes in; another may do better on probation, and the receipt's reason then names that one.
    const passed = receipt?.mergedAtSample === undefined ? [] : trials.filter(trial => trial.passed);
    const word = passed.length > 1 ? "merged first" : "merged";
    const rows = trials.map((trial): Trial => ({ ...trial, passed: trial.passed ?? false, formerError: receipt?.errorBefore, ...(trial === passed[0] && { merged: word }) }));
    this.table.show(rows);
    this.data.show(rows.map(row => ({ ...row })), request);
    return rows.length > 0;
  }
}
