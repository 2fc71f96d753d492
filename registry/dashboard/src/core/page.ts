import type { Api } from "./api";
import type { CartelEvent, TaskManifest } from "./protocol";
import type { Caller } from "./views";
import type { Params, Route } from "./route";

/** What a page may use. A change of the address gives it a new one. */
export interface Context {
  readonly route: Route;
  readonly api: Api;
  readonly caller: Caller;
  /** The tasks of the namespace. */
  readonly tasks: readonly TaskManifest[];
  /** The one that the page is about; undefined while there is none. */
  readonly task: TaskManifest | undefined;
  /** Changes the page's own parameters. */
  change(params: Params, how?: "push" | "replace"): void;
  /** The address of another page of this task. */
  href(page: string, params?: Params): string;
  /** Asks to load again soon. */
  reload(): void;
}

/** One page: it is loaded when it opens, when its parameters change, when something happened and every few seconds. */
export interface Page {
  readonly title: string;
  readonly node: HTMLElement;
  load(context: Context): Promise<void>;
  /** Something happened in the task. Where this is left out, the page is loaded again. */
  hear?(event: CartelEvent): void;
  /** The colours have changed. */
  recolour?(): void;
  close?(): void;
  /** How often it is loaded without a reason. */
  readonly everyMs?: number;
}

export interface PageModule {
  open(context: Context): Page;
}

/** Roles in the order of what they may do. */
const ranks = { reader: 0, operator: 1, admin: 2 } as const;

export function may(caller: Caller, role: keyof typeof ranks): boolean {
  return caller.role !== undefined && ranks[caller.role] >= ranks[role];
}

/** The task's path, for a page that is shown only when there is one. */
export function taskPath({ api, task }: Context, ...segments: string[]): string {
  return api.path("tasks", task?.name ?? "", ...segments);
}
