import { el, link } from "../core/dom";
import { may } from "../core/page";
import { hrefOf, toPage, type Route } from "../core/route";
import type { Caller } from "../core/views";
import { pages } from "./pages";

const belongsTo: Record<string, string> = { agent: "agents", transfer: "transfers" };

/** The way to every page that the caller may use. */
export class Navigation {
  readonly node = el("nav", "navigation");
  private shown = "";

  constructor() {
    this.node.ariaLabel = "Dashboard";
  }

  show(route: Route, caller: Caller): void {
    const current = belongsTo[route.page] ?? route.page;
    const key = `${hrefOf({ ...route, page: current, params: {} })} ${caller.role}`;
    if (key === this.shown) return;
    this.shown = key;
    const items = pages.filter(page => page.words !== undefined && may(caller, page.role)).map(page => {
      const anchor = link(hrefOf(toPage(route, page.id)), page.words!);
      if (page.id === current) anchor.ariaCurrent = "page";
      return el("li", "", anchor);
    });
    const focused = this.node.contains(document.activeElement) ? document.activeElement?.textContent : undefined;
    this.node.replaceChildren(el("ul", "", ...items));
    if (focused) [...this.node.querySelectorAll("a")].find(anchor => anchor.textContent === focused)?.focus();
    this.node.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }
}
