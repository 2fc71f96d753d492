import type { Address } from "./address";
import { byId, el, setText } from "./dom";
import type { Model } from "./model";

/** The name, the choice of namespace and task, and the state of the connection. */
export class Header {
  private readonly namespace = el("input");
  private readonly task = el("select");
  private readonly description = el("p", "description");

  constructor(choose: (address: Address) => void, ...extras: Node[]) {
    this.namespace.type = "text";
    this.namespace.maxLength = 63;
    this.namespace.pattern = "[a-z0-9\\-]{1,63}";
    this.namespace.spellcheck = false;
    this.namespace.autocapitalize = "none";
    this.namespace.title = "1 to 63 of a–z, 0–9 and hyphen";
    this.namespace.addEventListener("change", () => {
      if (this.namespace.value && this.namespace.reportValidity()) choose({ namespace: this.namespace.value });
    });
    this.task.addEventListener("change", () => choose({ namespace: this.namespace.value, task: this.task.value }));
    byId("header").append(
      el("h1", "", "Cartel"),
      el("label", "", "Namespace ", this.namespace),
      el("label", "", "Task ", this.task),
      ...extras,
      this.description);
  }

  show(model: Model): void {
    if (document.activeElement !== this.namespace) this.namespace.value = model.namespace;
    this.showTasks(model);
    setText(this.description, describe(model));
  }

  private showTasks({ tasks, taskName }: Model): void {
    const names = tasks.map(task => task.name);
    if (taskName !== undefined && !names.includes(taskName)) names.unshift(taskName);
    if (this.task.dataset.names !== names.join(" ")) {
      this.task.dataset.names = names.join(" ");
      this.task.replaceChildren(...names.map(name => new Option(name, name)));
    }
    this.task.disabled = names.length === 0;
    this.task.value = taskName ?? "";
  }
}

function describe({ task }: Model): string {
  if (!task) return "Agents that learn on their own, and lend each other the parts of their models that they lack.";
  const { description, learner, schema } = task;
  return `${description ? `${description} · ` : ""}${learner} · classes: ${schema.classes.join(", ")}`;
}
