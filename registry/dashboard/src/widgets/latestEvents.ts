import type { Api } from "../core/api";
import type { CartelEvent, EventList } from "../core/protocol";
import { RegistryError } from "../core/registryError";
import { epochOf, numberOf } from "./eventRows";

const looked = 10_000;
const most = 1_000;

/** The latest events that a filter takes, newest first, of the last ten thousand: all that a registry keeps. */
export async function latestEvents(api: Api, filter: string | undefined): Promise<CartelEvent[]> {
  const path = api.path("events");
  if (filter === undefined) return (await api.get<EventList>(path, { limit: most })).items.reverse();

  const newest = (await api.get<EventList>(path, { limit: 1 })).items[0];
  if (!newest) return [];
  const from = numberOf(newest) - looked;
  const after = from <= 0 ? "0" : `${epochOf(newest.id)}${from}`;
  try {
    return (await api.get<EventList>(path, { limit: most, filter, after })).items.reverse();
  } catch (error) {
    // The oldest went meanwhile, or fewer are kept: then from wherever the log begins.
    if (error instanceof RegistryError && error.status === 410) return (await api.get<EventList>(path, { limit: most, filter, after: "0" })).items.reverse();
    throw error;
  }
}
