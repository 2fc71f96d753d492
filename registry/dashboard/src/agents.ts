import { AgentCard } from "./agentCard";
import { byId } from "./dom";
import { EmptyHint } from "./emptyHint";
import { KeyedList } from "./keyedList";
import type { Model } from "./model";
import type { AgentView } from "./protocol";

/** The cards of all agents; it knows which of them are on screen. */
export class Agents {
  private readonly onScreen = new Set<Element>();
  private readonly observer = new IntersectionObserver(entries => this.note(entries), { rootMargin: "200px" });
  private readonly hint: EmptyHint;
  private revealed: string | undefined;
  private readonly cards: KeyedList<AgentView, AgentCard>;

  /** @param appeared is called when cards come on screen. */
  constructor(select: (agent: string) => void, private readonly appeared: () => void) {
    const parent = byId("cards");
    this.hint = new EmptyHint(parent);
    this.cards = new KeyedList(
      parent,
      view => view.name,
      view => this.watch(new AgentCard(view.name, select)),
      card => this.drop(card));
  }

  /** The cards whose history a viewer could see growing. */
  get visible(): AgentCard[] {
    return [...this.cards.rows].filter(card => card.mayGrow && this.onScreen.has(card.node));
  }

  show(model: Model): void {
    this.cards.show(model.agents, (card, view) => card.update(view, model));
    this.reveal(model.selected);
    this.hint.show(!model.loaded || model.agents.length > 0 ? undefined : noAgents(model));
  }

  recolour(): void {
    for (const card of this.cards.rows) card.recolour();
  }

  private reveal(selected: string | undefined): void {
    if (selected === this.revealed) return;
    const card = [...this.cards.rows].find(row => row.name === selected);
    if (selected !== undefined && !card) return;
    this.revealed = selected;
    card?.node.scrollIntoView({ block: "nearest" });
  }

  private watch(card: AgentCard): AgentCard {
    this.observer.observe(card.node);
    return card;
  }

  private drop(card: AgentCard): void {
    this.observer.unobserve(card.node);
    this.onScreen.delete(card.node);
    card.destroy();
  }

  private note(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.onScreen.add(target);
      else this.onScreen.delete(target);
    }
    if (entries.some(entry => entry.isIntersecting)) this.appeared();
  }
}

function noAgents(model: Model): string {
  if (model.taskName !== undefined && !model.task) return `The namespace “${model.namespace}” has no task “${model.taskName}”.`;
  return model.task ? `No agent has joined the task “${model.task.name}” yet.` : `The namespace “${model.namespace}” has no task yet.`;
}
