import { el } from "../core/dom";
import { KeyedList } from "../core/keyedList";
import { taskPath, type Context } from "../core/page";
import { withQuery } from "../core/api";
import type { AgentHistory, AgentView, CartelEvent, Transfer } from "../core/protocol";
import { RegistryError } from "../core/registryError";
import { AgentCard } from "./agentCard";

const historyPoints = 300;

/** Cards of a few agents, each with its history. */
export class AgentCards {
  readonly node = el("div", "cards");
  private readonly cards = new KeyedList<AgentView, AgentCard>(this.node, view => view.name, view => new AgentCard(view.name), card => card.close());

  async load(context: Context, agents: readonly AgentView[], transfers: readonly Transfer[], events: readonly CartelEvent[]): Promise<void> {
    this.cards.show(agents, (card, view) => card.show(context, view, transfers, events));
    await Promise.all([...this.cards.rows].map(card => loadHistory(context, card)));
  }

  recolour(): void {
    for (const card of this.cards.rows) card.recolour();
  }

  close(): void {
    this.cards.show([]);
  }
}

async function loadHistory(context: Context, card: AgentCard): Promise<void> {
  const path = withQuery(taskPath(context, "agents", card.agent, "history"), { limit: historyPoints });
  try {
    card.showHistory(await context.api.get<AgentHistory>(path), path);
  } catch (error) {
    // An agent may go away between two requests; the next list says so.
    if (!(error instanceof RegistryError && error.status === 404)) throw error;
  }
}
