import { button, el, foreign, link, setChildren } from "../../core/dom";
import { bytes, classNames, count } from "../../core/format";
import { may, taskPath, type Context } from "../../core/page";
import type { AgentView, PartOffer } from "../../core/protocol";
import type { RecallReceipt } from "../../core/views";
import { confirmed } from "../../widgets/confirm";
import { DataTable } from "../../widgets/dataTable";
import { empty } from "../../widgets/empty";

/** The parts of an agent's model, and which of them came from others. */
export class PartsHeld {
  readonly node: HTMLElement;
  private context: Context | undefined;
  private readonly nothing = el("div");
  private readonly recall = el("p");
  private readonly table: DataTable<PartOffer>;

  constructor() {
    this.table = new DataTable<PartOffer>("Parts on offer", [
      { head: "Part", cell: part => foreign(part.id) },
      { head: "Classes", cell: part => classNames(this.context!.task, part.classes).map(name => foreign(name, "label")) },
      { head: "Came from", cell: part => this.origin(part) },
      { head: "Size", number: true, cell: part => bytes(part.sizeBytes) },
      { head: "Samples behind it", number: true, cell: part => count(part.evidence) },
      { head: "SHA-256", cell: part => hash(part.sha256) },
    ], part => part.id, (row, part) => (row.dataset.part = part.id));
    this.node = el("div", "", this.table.node, this.nothing, this.recall);
  }

  show(context: Context, { name, profile }: AgentView): void {
    this.context = context;
    const parts = profile?.parts ?? [];
    this.table.show(parts);
    setChildren(this.nothing, parts.length === 0 && empty("It offers no part yet.", "./cartel agent run"));
    if (this.recall.childNodes.length === 0 && may(context.caller, "operator") && parts.length > 0)
      this.recall.append(button("danger", "Recall all its parts …", () => recallAll(this.context!, name)));
  }

  private origin({ derivedFrom }: PartOffer): (Node | string)[] {
    if (!derivedFrom || derivedFrom.length === 0) return ["learned here"];
    return derivedFrom.flatMap(({ donor, sha256 }, i) => [
      i === 0 ? "merged from " : ", ", link(this.context!.href("agent", { agent: donorOf(donor) }), foreign(donor)), " ", hash(sha256),
    ]);
  }
}

/** Withdraws all parts of an agent, when a person has said why and confirmed it. */
export function recallAll(context: Context, agent: string): void {
  confirmed({
    title: `Recall all parts of ${agent}?`,
    text: "They are offered to nobody any more, and agents that have one on trial undo it. This cannot be undone.",
    act: "Recall them", reason: "Why, for people",
  }, async reason => {
    const { parts, agents } = await context.api.post<RecallReceipt>(taskPath(context, "agents", agent, "recall"), { reason });
    context.reload();
    return `${parts.length} recalled. ${agents.length === 0 ? "No other agent has any of them." : `Told to: ${agents.join(", ")}.`}`;
  });
}

/** The donor behind a name: one from the zoo has `zoo:` before it and a number after it. */
export function donorOf(name: string): string {
  return name.startsWith("zoo:") ? name.split(":")[1] ?? name : name;
}

/** A hash, short, and whole when it is pointed at. */
export function hash(sha256: string): HTMLElement {
  const node = el("code", "hash", sha256.slice(0, 10));
  node.title = sha256;
  return node;
}
