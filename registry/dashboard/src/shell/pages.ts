import type { PageModule } from "../core/page";
import type { Role } from "../core/views";

export interface PageEntry {
  /** Its name in the address. */
  id: string;
  /** Its name in the navigation; a page without one is reached from others. */
  words?: string;
  /** Who is offered it. */
  role: Role;
  /** Whether it needs a task. */
  task: boolean;
  /** Its script comes when it is opened. */
  module(): Promise<PageModule>;
}

export const pages: readonly PageEntry[] = [
  { id: "overview", words: "Overview", role: "reader", task: true, module: () => import("../pages/overview") },
  { id: "agents", words: "Agents", role: "reader", task: true, module: () => import("../pages/agents") },
  { id: "agent", role: "reader", task: true, module: () => import("../pages/agent") },
  { id: "neighbours", words: "Neighbours", role: "reader", task: true, module: () => import("../pages/neighbours") },
  { id: "transfers", words: "Transfers", role: "reader", task: true, module: () => import("../pages/transfers") },
  { id: "transfer", role: "reader", task: true, module: () => import("../pages/transfer") },
  { id: "parts", words: "Parts", role: "reader", task: true, module: () => import("../pages/parts") },
  { id: "drift", words: "Drift", role: "reader", task: true, module: () => import("../pages/drift") },
  { id: "tasks", words: "Tasks", role: "reader", task: false, module: () => import("../pages/tasks") },
  { id: "events", words: "Events", role: "reader", task: false, module: () => import("../pages/events") },
  { id: "enrolment", words: "Enrolment", role: "operator", task: false, module: () => import("../pages/enrolment") },
  { id: "system", words: "System", role: "reader", task: false, module: () => import("../pages/system") },
];

/** The page of a name; the first for a name that is none. */
export function pageOf(id: string): PageEntry {
  return pages.find(page => page.id === id) ?? pages[0]!;
}
