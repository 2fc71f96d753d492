/** Takes apart `text/event-stream` as it comes in. */
export class SseParser {
  private rest = "";
  private kind = "message";
  private data: string[] = [];
  private id: string | undefined;

  constructor(private readonly found: (kind: string, data: string, id: string | undefined) => void) {}

  add(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.take(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  private take(line: string): void {
    if (line === "") {
      this.end();
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.kind = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id") this.id = value;
  }

  private end(): void {
    if (this.data.length > 0) this.found(this.kind, this.data.join("\n"), this.id);
    this.kind = "message";
    this.data = [];
  }
}
