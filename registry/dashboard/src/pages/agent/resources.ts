import { el, foreign, setChildren } from "../../core/dom";
import { ago, bytes, count, percent } from "../../core/format";
import type { AgentVitals } from "../../core/views";
import { DataLinks } from "../../widgets/dataLinks";
import { empty } from "../../widgets/empty";

/** What an agent takes of its device, as it last told. */
export class Resources {
  readonly node: HTMLElement;
  private readonly facts = el("dl", "facts");
  private readonly nothing = empty("It has not told of its resources yet.", "./cartel agent run --report-every 10");
  private readonly data: DataLinks;

  constructor(agent: string) {
    this.data = new DataLinks(`resources-${agent}`);
    this.node = el("div", "", this.facts, this.nothing, this.data.node);
  }

  show(vitals: AgentVitals | undefined, request: string): void {
    this.nothing.hidden = vitals !== undefined;
    setChildren(this.facts, ...(vitals ? factsOf(vitals) : []));
    this.data.show(vitals ? [{ at: vitals.at, ...vitals.resources }] : [], request);
  }
}

function factsOf({ at, resources }: AgentVitals): HTMLElement[] {
  return [
    fact("Resident memory", bytes(resources.residentBytes)),
    fact("Processor", `${percent(resources.cpuShare)} of one core`),
    fact("State folder", bytes(resources.stateBytes)),
    fact("Free on its disk", bytes(resources.freeBytes)),
    fact("Model", bytes(resources.modelBytes)),
    fact("Samples a second", resources.samplesPerSecond < 10 ? resources.samplesPerSecond.toFixed(1) : count(resources.samplesPerSecond)),
    fact("Messages that wait to be sent", count(resources.outboxWaiting)),
    fact("Does without", resources.economy === undefined ? "nothing" : foreign(resources.economy)),
    fact("Told", ago(at)),
  ];
}

function fact(name: string, value: Node | string): HTMLElement {
  const node = el("div", "", el("dt", "", name), el("dd", "", value));
  node.dataset.resource = name;
  return node;
}
