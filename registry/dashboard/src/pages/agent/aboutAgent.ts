import { el, foreign, setChildren } from "../../core/dom";
import { empty } from "../../widgets/empty";
import { count, moment } from "../../core/format";
import type { Context } from "../../core/page";
import type { AgentView } from "../../core/protocol";

/** What an agent says of itself and its configuration. */
export class AboutAgent {
  private readonly facts = el("dl", "facts");
  private readonly settings = el("dl", "facts");
  private readonly noSettings = empty("It has not told what it runs with.", "./cartel agent run");
  readonly node = el("div", "column", this.facts, el("h3", "", "What it runs with, beside what is usual"), this.settings, this.noSettings);

  show({ task }: Context, { registeredAt, leaseUntil, registration, profile }: AgentView): void {
    const facts: [string, (Node | string)[]][] = [
      ["Joined", [moment(registeredAt)]],
      ["Lease until", [moment(leaseUntil)]],
      ["Version", [foreign(registration.version)]],
      ["Learner", [foreign(task!.learner)]],
      ["Schema", [foreign(registration.schemaHash.slice(0, 16))]],
      ["Publications", [profile ? count(profile.sequence) : "none yet"]],
      ["Samples learned at the last one", [profile ? count(profile.modelVersion) : "–"]],
      ...Object.entries(registration.labels ?? {}).map(([key, value]): [string, Node[]] => [`Label ${key}`, [foreign(value)]]),
    ];
    setChildren(this.facts, ...facts.map(([name, value]) => el("div", "", el("dt", "", foreign(name)), el("dd", "", ...value))));
    const told = Object.entries(registration.settings ?? {});
    this.noSettings.hidden = told.length > 0;
    setChildren(this.settings, ...told.map(([name, value]) => {
      const fact = el("div", "", el("dt", "", foreign(name)), el("dd", "", foreign(value)));
      fact.dataset.setting = name;
      return fact;
    }));
  }
}
