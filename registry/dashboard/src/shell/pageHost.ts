import { Api } from "../core/api";
import { button, el, setText } from "../core/dom";
import type { Live } from "../core/live";
import { OneAtATime } from "../core/oneAtATime";
import type { Context, Page } from "../core/page";
import { RegistryError } from "../core/registryError";
import type { PageEntry } from "./pages";

const usualEveryMs = 10_000;
const retryMs = 5_000;
const betweenMs = 700;

/** Makes contexts for the page that is open. */
export type ContextOf = (api: Api, reload: () => void) => Context;

/** Holds one page open: loads it again and again, and says what failed. */
export class PageHost {
  readonly node = el("div", "page");
  private readonly over = new AbortController();
  private readonly trouble = el("p", "trouble");
  private readonly troubleText = el("span");
  private readonly loads = new OneAtATime(() => this.load(), betweenMs);
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly deaf: () => void;
  private page: Page | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private context: Context;

  /** @param refused is told that the caller is not known any more. */
  constructor(
    private readonly entry: PageEntry, ns: string, private readonly contextOf: ContextOf, live: Live,
    private readonly refused: () => void, private readonly settled: (page: Page) => void) {
    this.trouble.hidden = true;
    this.trouble.role = "alert";
    this.trouble.append(this.troubleText, button("quiet", "Try again", () => this.reload()));
    this.node.append(this.trouble);
    this.api = new Api(ns, this.over.signal);
    this.context = contextOf(this.api, () => this.reload());
    this.deaf = live.listen(event => {
      if (this.page?.hear) this.page.hear(event);
      else this.reload();
    });
    void this.open();
  }

  private readonly api: Api;

  /** The address has changed, or the lists that all pages share. */
  update(): void {
    this.context = this.contextOf(this.api, () => this.reload());
    if (this.page) this.loads.hurry();
  }

  reload(): void {
    if (this.page) this.loads.request();
  }

  recolour(): void {
    this.page?.recolour?.();
  }

  close(): void {
    this.over.abort();
    clearInterval(this.timer);
    clearTimeout(this.retry);
    this.deaf();
    this.page?.close?.();
    this.node.remove();
  }

  private async open(): Promise<void> {
    try {
      const module = await this.entry.module();
      if (this.over.signal.aborted) return;
      this.page = module.open(this.context);
    } catch (error) {
      this.fail(error, () => void this.open());
      return;
    }
    this.timer = setInterval(() => document.hidden || this.reload(), this.page.everyMs ?? usualEveryMs);
    const heading = el("h1", "", this.page.title);
    heading.tabIndex = -1;
    this.node.prepend(heading);
    this.node.append(this.page.node);
    this.page.node.hidden = true;
    this.settled(this.page);
    this.reload();
  }

  private async load(): Promise<void> {
    const { page } = this;
    if (!page || this.over.signal.aborted) return;
    try {
      await page.load(this.context);
      page.node.hidden = false;
      this.trouble.hidden = true;
      clearTimeout(this.retry);
    } catch (error) {
      this.fail(error, () => this.reload());
    }
  }

  private fail(error: unknown, again: () => void): void {
    if (this.over.signal.aborted) return;
    if (error instanceof RegistryError && error.status === 401) {
      this.refused();
      return;
    }
    this.trouble.hidden = false;
    setText(this.troubleText, `${this.entry.words ?? this.entry.id}: ${error instanceof Error ? error.message : String(error)}. The page tries again by itself. `);
    clearTimeout(this.retry);
    this.retry = setTimeout(again, retryMs);
  }
}
