import { Api } from "../core/api";
import { byId, el } from "../core/dom";
import { Live } from "../core/live";
import { OneAtATime } from "../core/oneAtATime";
import type { Context } from "../core/page";
import type { TaskManifest } from "../core/protocol";
import { RegistryError } from "../core/registryError";
import { changed, hrefOf, parseRoute, toPage, type Params, type Route } from "../core/route";
import { readToken, writeToken } from "../core/token";
import type { Caller } from "../core/views";
import { Connection } from "./connection";
import { Header } from "./header";
import { Navigation } from "./navigation";
import { PageHost } from "./pageHost";
import { pageOf } from "./pages";
import { signInForm } from "./signIn";
import { ThemeSwitch } from "./theme";
import { welcome } from "./welcome";

const tasksMs = 10_000;
const retryMs = 3_000;
const mostTasks = 1_000;
const nobody = "nobody";

/** What stands around every page: who asks, which task, which page, and whether it is live. */
export class Shell {
  private route = parseRoute(location.search);
  private caller: Caller | undefined;
  private tasks: TaskManifest[] = [];
  private host: PageHost | undefined;
  /** What the open page is of; with another page, task or subject a new one opens. */
  private opened = "";
  private listened = "";
  private readonly connection = new Connection();
  private readonly live = new Live(state => this.connection.show(state), () => this.host?.reload());
  private readonly navigation = new Navigation();
  private readonly header: Header;
  private readonly main = byId("main");
  private readonly lists = new OneAtATime(() => this.loadTasks(), 1_000);

  constructor() {
    const theme = new ThemeSwitch(() => this.host?.recolour());
    this.header = new Header(byId("header"), { go: route => this.go(route), signOut: () => this.signOut("You have signed out.") }, this.connection.node, theme.node);
    byId("header").after(this.navigation.node);
    addEventListener("popstate", () => this.follow(parseRoute(location.search)));
    document.addEventListener("click", event => this.catchLink(event));
    addEventListener("keydown", event => catchSlash(event));
    this.live.listen(event => {
      if (event.kind === "agent.joined" && this.tasks.length === 0) this.lists.request();
    });
    setInterval(() => document.hidden || !this.caller || this.lists.request(), tasksMs);
    // Its script may come while the registry says who asks.
    pageOf(this.route.page).module().catch(() => undefined);
    void this.enter();
  }

  private get ns(): string {
    return this.route.ns ?? this.caller?.namespace ?? "default";
  }

  private get task(): TaskManifest | undefined {
    const wanted = this.route.task;
    return wanted === undefined ? this.tasks[0] : this.tasks.find(task => task.name === wanted);
  }

  /** Finds out who asks, and opens the page that the address names. */
  private async enter(): Promise<void> {
    // With a token both at once, for the namespace that is likely the caller's; without one it is not known whether this registry tells strangers.
    const { ns } = this;
    const early = readToken() === undefined ? undefined : this.fetchTasks().catch(() => undefined);
    try {
      const caller = await this.api().get<Caller>("/api/v1/caller");
      if (caller.name === nobody) {
        this.askForToken("This registry wants to know who you are.");
        return;
      }
      this.caller = caller;
    } catch (error) {
      if (error instanceof RegistryError && (error.status === 401 || error.status === 403)) {
        this.askForToken("Your token is not good any more.");
        return;
      }
      this.live.lost(error instanceof Error ? error.message : String(error));
      setTimeout(() => void this.enter(), retryMs);
      return;
    }
    const tasks = await early;
    if (!tasks || ns !== this.ns) {
      await this.loadTasks();
      return;
    }
    this.tasks = tasks;
    this.show();
  }

  private async fetchTasks(): Promise<TaskManifest[]> {
    const api = this.api();
    return (await api.page<TaskManifest>(api.path("tasks"), { limit: mostTasks })).items;
  }

  private async loadTasks(): Promise<void> {
    const { ns } = this;
    try {
      const tasks = await this.fetchTasks();
      if (ns !== this.ns) return;
      this.tasks = tasks;
      this.live.found();
    } catch (error) {
      if (error instanceof RegistryError && error.status === 401) {
        this.signOut("Your token is not good any more.");
        return;
      }
      this.live.lost(error instanceof Error ? error.message : String(error));
      if (!this.host) setTimeout(() => this.lists.request(), retryMs);
      return;
    }
    this.show();
  }

  private go(route: Route, how: "push" | "replace" = "push"): void {
    const href = hrefOf(route);
    if (href === location.pathname + location.search) return;
    if (how === "push") history.pushState(null, "", href);
    else history.replaceState(null, "", href);
    this.follow(route);
  }

  private follow(route: Route): void {
    const former = this.ns;
    this.route = route;
    if (!this.caller) return;
    if (this.ns !== former) {
      this.tasks = [];
      this.lists.request();
    } else this.show();
  }

  private show(): void {
    const { caller, route, ns } = this;
    if (!caller) return;
    const entry = pageOf(route.page);
    this.header.show(route, ns, caller, this.tasks, this.task?.name ?? route.task);
    this.navigation.show(route, caller);
    this.listen();
    if (entry.task && !this.task) {
      this.leave("no task");
      this.main.replaceChildren(welcome(ns, route.task, this.tasks.length > 0));
      return;
    }

    const subject = [entry.id, ns, entry.task ? this.task?.name : "", route.params.id, entry.id === "agent" ? route.params.agent : ""].join(" ");
    if (subject === this.opened) {
      this.host?.update();
      return;
    }
    const isFirst = this.opened === "";
    this.leave(subject);
    const host = new PageHost(
      entry, ns, (api, reload) => this.context(api, reload), this.live,
      () => this.signOut("Your token is not good any more."),
      page => {
        document.title = `${page.title} · Cartel`;
        if (!isFirst) host.node.querySelector("h1")?.focus({ preventScroll: true });
      });
    this.host = host;
    this.main.replaceChildren(host.node);
    if (!isFirst) scrollTo({ top: 0 });
  }

  private leave(subject: string): void {
    this.host?.close();
    this.host = undefined;
    this.opened = subject;
  }

  private listen(): void {
    const key = `${this.ns} ${this.task?.name ?? ""}`;
    if (key === this.listened) return;
    this.listened = key;
    this.live.open(this.api().path("events"), this.task?.name);
  }

  private context(api: Api, reload: () => void): Context {
    const { route, caller, tasks, task } = this;
    return {
      route, api, tasks, task, reload, caller: caller!,
      change: (params: Params, how = "push") => this.go(changed(this.route, params), how),
      href: (page: string, params: Params = {}) => hrefOf(toPage(this.route, page, params)),
    };
  }

  private signOut(why: string): void {
    writeToken(undefined);
    this.askForToken(why);
  }

  private askForToken(why: string): void {
    this.caller = undefined;
    this.live.close();
    this.listened = "";
    this.leave("");
    this.navigation.node.replaceChildren();
    this.main.replaceChildren(signInForm(why, async token => {
      writeToken(token);
      try {
        await this.api().get<Caller>("/api/v1/caller");
      } catch (error) {
        writeToken(undefined);
        return error instanceof RegistryError && error.status !== undefined ? error.problem.detail ?? error.message : "The registry does not answer.";
      }
      this.main.replaceChildren(el("p", "faint", "…"));
      await this.enter();
      return undefined;
    }));
  }

  /** A link within the dashboard opens without loading it again. */
  private catchLink(event: MouseEvent): void {
    const anchor = (event.target as Element).closest?.("a");
    const href = anchor?.getAttribute("href");
    // A link of a drawing is one of SVG, which knows less of itself.
    if (!anchor || href === undefined || href === null || anchor.hasAttribute("download")) return;
    const { origin, pathname, search, hash } = new URL(href, location.href);
    if (hash || origin !== location.origin || pathname !== location.pathname) return;
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.go(parseRoute(search));
  }

  private api(): Api {
    return new Api(this.ns, new AbortController().signal);
  }
}

/** A slash goes to the page's first field, as in many lists. */
function catchSlash(event: KeyboardEvent): void {
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
  const field = document.querySelector<HTMLInputElement>("#main input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}
