import type { CartelEvent } from "./protocol";
import { RegistryError } from "./registryError";
import { SseParser } from "./sseParser";
import { authorization } from "./token";

const reopenMs = 2_000;
// The registry writes at least every 15 s.
const silentMs = 40_000;

export interface StreamListener {
  /** Something happened. */
  event(event: CartelEvent): void;
  /** The registry still speaks, though it may have nothing to tell. */
  beat(): void;
  /** The stream is open (again); what happened meanwhile may have to be loaded. */
  opened(): void;
  /** The stream cannot tell what was missed: reload. */
  resync(): void;
  lost(error: unknown): void;
}

/** The registry's live events. Read with fetch, because an EventSource cannot show a token; it goes on after the last event that it saw. */
export class EventStream {
  private readonly over = new AbortController();
  private last: string | undefined;

  constructor(private readonly url: string, private readonly listener: StreamListener) {
    void this.run();
  }

  close(): void {
    this.over.abort();
  }

  private async run(): Promise<void> {
    while (!this.over.signal.aborted) {
      try {
        await this.read();
        throw new Error("the stream of events ended");
      } catch (error) {
        if (this.over.signal.aborted) return;
        this.listener.lost(error);
      }
      await new Promise(resume => setTimeout(resume, reopenMs));
    }
  }

  private async read(): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), silentMs);
    try {
      const answer = await fetch(this.url, {
        credentials: "omit",
        headers: { accept: "text/event-stream", ...authorization(), ...(this.last !== undefined && { "last-event-id": this.last }) },
        signal: AbortSignal.any([this.over.signal, silence.signal]),
      });
      if (!answer.ok || !answer.body) throw await RegistryError.of(this.url, answer);
      this.listener.opened();
      const parser = new SseParser((kind, data, id) => this.receive(kind, data, id));
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silentMs);
        this.listener.beat();
        parser.add(chunk.value);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private receive(kind: string, data: string, id: string | undefined): void {
    if (id !== undefined) this.last = id;
    if (kind === "resync") this.listener.resync();
    else this.listener.event(JSON.parse(data) as CartelEvent);
  }
}
