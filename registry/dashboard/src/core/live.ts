import { withQuery } from "./api";
import { EventStream } from "./eventStream";
import type { CartelEvent } from "./protocol";

export type LiveState = { kind: "connecting" } | { kind: "live" } | { kind: "stale"; since: Date | undefined; why: string };

type Hear = (event: CartelEvent) => void;

/** What happens in a task, as it happens, for whoever listens; and whether it is heard at all. */
export class Live {
  private stream: EventStream | undefined;
  private heard: Date | undefined;
  private isOpen = false;
  private readonly hearers = new Set<Hear>();

  /**
   * @param state is told whenever the connection comes or goes.
   * @param missed is told when events were missed, so that everything must be loaded afresh.
   */
  constructor(private readonly state: (state: LiveState) => void, private readonly missed: () => void) {}

  open(eventsPath: string, task: string | undefined): void {
    this.close();
    this.heard = undefined;
    this.isOpen = false;
    this.state({ kind: "connecting" });
    const filter = task === undefined ? undefined : `in(task,"${task}","")`;
    this.stream = new EventStream(withQuery(eventsPath, { limit: 1, filter }), {
      event: event => {
        this.hear();
        for (const hearer of this.hearers) hearer(event);
      },
      beat: () => (this.heard = new Date()),
      opened: () => {
        this.isOpen = true;
        this.hear();
        this.missed();
      },
      resync: () => this.missed(),
      lost: error => {
        this.isOpen = false;
        this.lost(error instanceof Error && error.name !== "TypeError" ? error.message : "the registry does not answer");
      },
    });
  }

  close(): void {
    this.stream?.close();
    this.stream = undefined;
  }

  /** Says that something else that should be there did not come. */
  lost(why: string): void {
    this.state({ kind: "stale", since: this.heard, why });
  }

  /** Says that it came. */
  found(): void {
    if (this.isOpen) this.hear();
  }

  listen(hearer: Hear): () => void {
    this.hearers.add(hearer);
    return () => this.hearers.delete(hearer);
  }

  private hear(): void {
    this.heard = new Date();
    this.state({ kind: "live" });
  }
}
