/** What the page shows, as its address says it: `?ns=&task=&agent=`. */
export interface Address {
  namespace: string;
  task?: string;
  agent?: string;
}

export function readAddress(): Address {
  const query = new URLSearchParams(location.search);
  const task = query.get("task");
  const agent = query.get("agent");
  return { namespace: query.get("ns") || "default", ...(task && { task }), ...(agent && { agent }) };
}

/** Writes the address; `push` when a person chose it and may want to go back. */
export function writeAddress(address: Address, how: "push" | "replace"): void {
  const query = new URLSearchParams();
  if (address.namespace !== "default") query.set("ns", address.namespace);
  if (address.task) query.set("task", address.task);
  if (address.agent) query.set("agent", address.agent);
  const url = query.size === 0 ? location.pathname : `${location.pathname}?${query}`;
  if (url === location.pathname + location.search) return;
  if (how === "push") history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}
