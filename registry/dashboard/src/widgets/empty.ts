import { el } from "../core/dom";

/** What stands where there is nothing: why, and the command that would fill it. */
export function empty(why: string, command: string): HTMLElement {
  return el("p", "empty", `${why} `, el("span", "", "To see some: "), el("code", "", command));
}
