import { button, el, link } from "../core/dom";
import type { TaskManifest } from "../core/protocol";
import { firstPage, hrefOf, toPage, type Route } from "../core/route";
import type { Caller } from "../core/views";

export interface HeaderActions {
  go(route: Route): void;
  signOut(): void;
}

/** The name, the choice of namespace and task, who asks, and the state of the connection. */
export class Header {
  private readonly home = link("", "Cartel", "brand");
  private readonly namespace = el("input");
  private readonly task = el("select");
  private readonly who = el("span", "who faint");
  private readonly out: HTMLButtonElement;
  private route: Route | undefined;

  constructor(host: HTMLElement, actions: HeaderActions, connection: Node, ...extras: Node[]) {
    this.namespace.type = "text";
    this.namespace.maxLength = 63;
    this.namespace.pattern = "[a-z0-9\\-]{1,63}";
    this.namespace.spellcheck = false;
    this.namespace.autocapitalize = "none";
    this.namespace.title = "1 to 63 of a–z, 0–9 and hyphen";
    this.namespace.addEventListener("change", () => {
      if (this.route && this.namespace.value && this.namespace.reportValidity())
        actions.go({ ...toPage(this.route, this.route.page), ns: this.namespace.value, task: undefined });
    });
    this.task.addEventListener("change", () => {
      if (this.route) actions.go({ ...toPage(this.route, this.route.page), task: this.task.value });
    });
    this.out = button("quiet", "Sign out", () => actions.signOut());
    host.append(
      this.home,
      el("label", "", "Namespace ", this.namespace),
      el("label", "", "Task ", this.task),
      connection, this.who, this.out, ...extras);
  }

  show(route: Route, ns: string, caller: Caller, tasks: readonly TaskManifest[], task: string | undefined): void {
    this.route = route;
    this.home.href = hrefOf(toPage(route, firstPage));
    if (document.activeElement !== this.namespace) this.namespace.value = ns;
    const names = tasks.map(one => one.name);
    if (task !== undefined && !names.includes(task)) names.unshift(task);
    if (this.task.dataset.names !== names.join(" ")) {
      this.task.dataset.names = names.join(" ");
      this.task.replaceChildren(...names.map(name => new Option(name, name)));
    }
    this.task.disabled = names.length === 0;
    this.task.value = task ?? "";
    this.out.hidden = !caller.auth;
    this.who.hidden = !caller.auth;
    this.who.textContent = `${caller.role ?? "agent"}${caller.namespace === undefined ? "" : ` of ${caller.namespace}`}`;
  }
}
