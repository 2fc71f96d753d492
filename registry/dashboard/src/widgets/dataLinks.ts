import { button, el, setText } from "../core/dom";

type Row = Record<string, unknown>;

/** The data of a chart, as JSON and as CSV, beside the request that brought it. */
export class DataLinks {
  readonly node: HTMLElement;
  private readonly request = el("code");
  private rows: readonly Row[] = [];

  constructor(private readonly name: string) {
    this.node = el("p", "data-links",
      "Data: ",
      button("link", "JSON", () => save(`${this.name}.json`, "application/json", JSON.stringify(this.rows, null, 1))), " · ",
      button("link", "CSV", () => save(`${this.name}.csv`, "text/csv", csvOf(this.rows))), " · from ", this.request);
    this.node.ariaLabel = `The data of ${name}`;
  }

  show(rows: readonly Row[], request: string): void {
    this.rows = rows;
    setText(this.request, `GET ${request}`);
  }
}

/** RFC 4180, with a head of all members' names. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvOf(rows: readonly Row[]): string {
  const heads = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const lines = [heads, ...rows.map(row => heads.map(head => row[head]))];
  return lines.map(line => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  let text = typeof value === "object" ? JSON.stringify(value) : String(value);
  if (typeof value !== "number" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = el("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
