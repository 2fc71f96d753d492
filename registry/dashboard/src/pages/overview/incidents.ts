import { el, foreign, link } from "../../core/dom";
import { classNames, moment } from "../../core/format";
import type { Context } from "../../core/page";
import type { IncidentList } from "../../core/views";
import { kindBadge } from "../../widgets/badges";

const agentsNamed = 3;

/** The same drift, or the same new class, at several agents. */
export function incidentList(context: Context, { items }: IncidentList): HTMLElement {
  if (items.length === 0) return el("p", "faint", "No three agents have met the same within five minutes.");

  return el("ul", "plain", ...items.map(incident => {
    const named = incident.firstAgents.slice(0, agentsNamed).map(name => link(context.href("agent", { agent: name }), foreign(name)));
    const others = incident.agents - named.length;
    const item = el("li", "", kindBadge(incident.kind), " ", el("strong", "", `${incident.agents} agents`), " ",
      ...classNames(context.task, incident.classes).map(name => foreign(name, "label")), " from ", moment(incident.from), " to ", moment(incident.to), ": ",
      ...named.flatMap((name, i) => (i === 0 ? [name] : [", ", name])), others > 0 ? ` and ${others} more. ` : ". ",
      link(context.href("drift", { from: incident.from, to: incident.to }), "Show them"));
    item.dataset.incident = `${incident.kind} ${incident.from}`;
    return item;
  }));
}
