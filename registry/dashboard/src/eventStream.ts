import { eventKinds, type CartelEvent } from "./protocol";

const reopenMs = 3_000;

export interface StreamListener {
  /** Something happened. */
  event(event: CartelEvent): void;
  /** The stream is open (again); what happened meanwhile may have to be loaded. */
  opened(): void;
  /** The stream cannot tell what was missed: reload. */
  resync(): void;
  lost(): void;
}

/** The registry's live events. The browser reconnects by itself with Last-Event-ID; after a refusal we open anew. */
export class EventStream {
  private source: EventSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly url: string;
  private readonly listener: StreamListener;

  constructor(url: string, listener: StreamListener) {
    this.url = url;
    this.listener = listener;
    this.open();
  }

  get isOpen(): boolean {
    return this.source?.readyState === EventSource.OPEN;
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
  }

  private open(): void {
    const source = new EventSource(this.url);
    this.source = source;
    const receive = (message: MessageEvent<string>) => this.listener.event(JSON.parse(message.data) as CartelEvent);
    for (const kind of ["message", ...eventKinds]) source.addEventListener(kind, receive);
    source.addEventListener("resync", () => this.listener.resync());
    source.addEventListener("open", () => this.listener.opened());
    source.addEventListener("error", () => {
      this.listener.lost();
      if (source.readyState === EventSource.CLOSED) this.timer = setTimeout(() => this.open(), reopenMs);
    });
  }
}
