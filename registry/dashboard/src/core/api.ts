import type { Page } from "./protocol";
import { RegistryError } from "./registryError";
import { authorization } from "./token";

const timeoutMs = 15_000;

export type Query = Record<string, string | number | undefined>;

/** The public REST API, as one page uses it: what it still waits for ends with the page. */
export class Api {
  constructor(readonly ns: string, private readonly over: AbortSignal) {}

  /** A path below the namespace, from segments that are names. */
  path(...segments: string[]): string {
    return [`/api/v1/namespaces/${encodeURIComponent(this.ns)}`, ...segments.map(encodeURIComponent)].join("/");
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.send<T>("GET", withQuery(path, query));
  }

  /** One page of a list. */
  page<T>(path: string, query: Query = {}): Promise<Page<T>> {
    return this.get(path, query);
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>("POST", path, body);
  }

  async remove(path: string): Promise<void> {
    await this.send<unknown>("DELETE", path);
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    let answer: Response;
    try {
      answer = await fetch(path, {
        method,
        // Without it the browser would ask for a password by itself.
        credentials: "omit",
        headers: { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }), ...authorization() },
        signal: AbortSignal.any([this.over, AbortSignal.timeout(timeoutMs)]),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new RegistryError(path, undefined, {}, cause);
    }
    if (!answer.ok) throw await RegistryError.of(path, answer);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }
}

export function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== "") search.set(key, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}
