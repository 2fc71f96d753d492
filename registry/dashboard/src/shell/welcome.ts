import { el } from "../core/dom";
import { empty } from "../widgets/empty";

/** What stands where a namespace has no task, or not the one that the address names. */
export function welcome(ns: string, task: string | undefined, hasOthers: boolean): HTMLElement {
  const missing = task !== undefined && hasOthers;
  const heading = el("h1", "", missing ? "No such task" : "Nothing here yet");
  const why = task !== undefined ? `The namespace “${ns}” has no task “${task}”.` : `The namespace “${ns}” has no task yet.`;
  return el("div", "page", heading,
    el("p", "", "Agents learn on their own, and lend each other the parts of their models that they lack. Here you see them do it."),
    empty(why, "./cartel demo"));
}
