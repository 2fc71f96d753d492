/** All state of the page, as its address says it: `?page=agents&ns=…&task=…` and what the page adds. */
export interface Route {
  page: string;
  ns: string | undefined;
  task: string | undefined;
  /** What the page itself keeps in the address: a filter, a sort, a cursor, an agent. */
  params: Readonly<Record<string, string>>;
}

export type Params = Record<string, string | undefined>;

export const firstPage = "overview";

const own = ["page", "ns", "task"];

export function parseRoute(search: string): Route {
  const query = new URLSearchParams(search);
  return {
    page: query.get("page") || firstPage,
    ns: query.get("ns") || undefined,
    task: query.get("task") || undefined,
    params: Object.fromEntries([...query].filter(([key, value]) => !own.includes(key) && value !== "")),
  };
}

/** The address of a route; what is usual is left out. */
export function hrefOf(route: Route): string {
  const query = new URLSearchParams();
  if (route.page !== firstPage) query.set("page", route.page);
  if (route.ns !== undefined) query.set("ns", route.ns);
  if (route.task !== undefined) query.set("task", route.task);
  for (const [key, value] of Object.entries(route.params)) query.set(key, value);
  return query.size === 0 ? location.pathname : `${location.pathname}?${query}`;
}

/** Another page of the same task. */
export function toPage(route: Route, page: string, params: Params = {}): Route {
  return { ...route, page, params: withParams({}, params) };
}

/** The same page with some parameters changed; undefined takes one away. */
export function changed(route: Route, params: Params): Route {
  return { ...route, params: withParams(route.params, params) };
}

function withParams(params: Readonly<Record<string, string>>, changes: Params): Record<string, string> {
  const result: Record<string, string> = { ...params };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined || value === "") delete result[key];
    else result[key] = value;
  }
  return result;
}
