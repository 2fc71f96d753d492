import { el, setText, svg } from "../../core/dom";
import { bytes, count } from "../../core/format";
import type { FleetSummary } from "../../core/views";
import { DataLinks } from "../../widgets/dataLinks";

/** What collaboration moved, beside what centralized learning would have moved at the least. */
export class BytesPanel {
  readonly node: HTMLElement;
  private readonly fetched = el("strong");
  private readonly centralized = el("strong");
  private readonly verdict = el("p");
  private readonly method = el("p", "faint");
  private readonly bar = svg("rect", { class: "fill-cartel", height: 14, width: 0, x: 0, y: 0, rx: 3 });
  private readonly data = new DataLinks("bytes");

  constructor() {
    const picture = svg("svg", { viewBox: "0 0 400 14", class: "bar", "aria-hidden": "true", preserveAspectRatio: "none" },
      svg("rect", { class: "fill-grid", height: 14, width: 400, x: 0, y: 0, rx: 3 }), this.bar);
    this.node = el("section", "panel",
      el("h2", "", "Bytes moved"),
      el("p", "figures", el("span", "figure cartel", "Parts fetched ", this.fetched), el("span", "figure twin", "Centralized, at least ", this.centralized)),
      picture, this.verdict,
      el("details", "", el("summary", "", "How this is counted"), this.method), this.data.node);
    this.node.id = "bytes";
  }

  show({ bytes: moved, samples }: FleetSummary, request: string): void {
    setText(this.fetched, bytes(moved.fetched));
    setText(this.centralized, bytes(moved.centralized));
    const share = moved.centralized > 0 ? Math.min(1, moved.fetched / moved.centralized) : 0;
    this.bar.setAttribute("width", String(Math.max(share > 0 ? 2 : 0, share * 400)));
    setText(this.verdict, verdict(moved.fetched, moved.centralized));
    setText(this.method,
      `Fetched: the bytes of model parts in the receipts of the transfers that the registry keeps. Centralized: the fleet's ${count(samples)} samples, `
      + `sent once to one place, at ${moved.perSample} bytes each (4 for a numeric column, 2 for a nominal one, 2 for the label); without headers, and without `
      + "the models that would have to come back: so it is a lower bound. The metadata that agents publish is in neither.");
    this.data.show([{ ...moved, samples }], request);
  }
}

function verdict(fetched: number, centralized: number): string {
  if (fetched === 0 || centralized === 0) return "No part has been fetched yet.";
  const times = centralized / fetched;
  return times >= 1.05 ? `Centralized learning would have moved ${times >= 10 ? Math.round(times) : times.toFixed(1)} times as much.` : "Centralized learning would have moved no more so far.";
}
