import { el } from "../../core/dom";
import type { Context } from "../../core/page";
import type { PriorStep } from "../../core/protocol";
import { AreaChart } from "../../widgets/areaChart";
import { DataLinks } from "../../widgets/dataLinks";
import { empty } from "../../widgets/empty";

/** What an agent sees, class by class, over time. */
export class ClassMix {
  readonly node: HTMLElement;
  private readonly chart = new AreaChart("Share of each class in its window");
  private readonly data: DataLinks;
  private readonly nothing = empty("It has published no class mix yet.", "./cartel agent run --publish every:10s");

  constructor(agent: string) {
    this.data = new DataLinks(`class-mix-${agent}`);
    this.node = el("div", "", this.nothing, this.chart.node, this.data.node);
  }

  show({ task }: Context, priors: readonly PriorStep[], stepSeconds: number, request: string): void {
    this.nothing.hidden = priors.length > 0;
    this.chart.node.hidden = priors.length === 0;
    const names = task!.schema.classes;
    this.chart.show(names, priors.map(({ at, shares }) => ({ at, shares })), stepSeconds);
    this.data.show(priors.map(({ at, samples, shares }) => ({ at, samples, ...Object.fromEntries(shares.map((share, i) => [names[i] ?? String(i), share])) })), request);
  }
}
