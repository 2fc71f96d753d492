import type { AgentView, CartelEvent, TaskManifest, Transfer } from "./protocol";

/** All that the page shows, except the agents' histories. */
export interface Model {
  namespace: string;
  /** Whether the lists have been loaded, so that an empty one is known to be empty. */
  loaded: boolean;
  tasks: TaskManifest[];
  /** The task that the address names, or the first; undefined while there is none. */
  task: TaskManifest | undefined;
  /** The task that the address names, even if the registry has none of that name. */
  taskName: string | undefined;
  agents: AgentView[];
  /** Newest first. */
  transfers: Transfer[];
  /** Of the task, newest first. */
  events: CartelEvent[];
  /** The agent that a person selected. */
  selected: string | undefined;
}

export function emptyModel(namespace: string): Model {
  return {
    namespace, loaded: false, tasks: [], task: undefined, taskName: undefined, agents: [], transfers: [], events: [], selected: undefined,
  };
}
