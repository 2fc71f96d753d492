import type { AgentHistory, AgentView, CartelEvent, Page, TaskManifest, Transfer } from "./protocol";

const timeoutMs = 10_000;
const pageSize = 200;
const mostPages = 5;

/** The registry answered with something else than a success, or did not answer at all. */
export class RegistryError extends Error {
  constructor(readonly path: string, readonly status: number | undefined, cause?: unknown) {
    super(status === undefined ? `${path} got no answer` : `${path} answered ${status}`, { cause });
  }
}

/** The public REST API of one namespace. */
export class Api {
  private readonly root: string;

  constructor(namespace: string, private readonly stopped: AbortSignal) {
    this.root = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  }

  get eventsUrl(): string {
    return `${this.root}/events`;
  }

  tasks(): Promise<TaskManifest[]> {
    return this.all(`${this.root}/tasks`);
  }

  agents(task: string): Promise<AgentView[]> {
    return this.all(`${this.taskPath(task)}/agents`);
  }

  transfers(task: string): Promise<Transfer[]> {
    return this.all(`${this.taskPath(task)}/transfers`);
  }

  async events(limit: number): Promise<CartelEvent[]> {
    return (await this.get<Page<CartelEvent>>(`${this.eventsUrl}?limit=${limit}`)).items;
  }

  history(task: string, agent: string, limit: number): Promise<AgentHistory> {
    return this.get(`${this.taskPath(task)}/agents/${encodeURIComponent(agent)}/history?limit=${limit}`);
  }

  /** Why the registry cannot serve, in words, or undefined when it can. */
  async trouble(): Promise<string | undefined> {
    try {
      const answer = await fetch("/readyz", { signal: this.signal() });
      return answer.ok ? undefined : "its store does not answer";
    } catch {
      return "the registry does not answer";
    }
  }

  private taskPath(task: string): string {
    return `${this.root}/tasks/${encodeURIComponent(task)}`;
  }

  private async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const query = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await this.get<Page<T>>(`${path}?limit=${pageSize}${query}`);
      items.push(...answer.items);
      cursor = answer.nextCursor;
      if (cursor === undefined) break;
    }
    return items;
  }

  private async get<T>(path: string): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(path, { headers: { accept: "application/json" }, signal: this.signal() });
    } catch (cause) {
      throw new RegistryError(path, undefined, cause);
    }
    if (!answer.ok) throw new RegistryError(path, answer.status);
    return (await answer.json()) as T;
  }

  private signal(): AbortSignal {
    return AbortSignal.any([this.stopped, AbortSignal.timeout(timeoutMs)]);
  }
}
