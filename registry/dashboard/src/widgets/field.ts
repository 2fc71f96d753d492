import { el } from "../core/dom";

const pauseMs = 300;

/** A text field that says what it holds when somebody stops typing. */
export function textField(label: string, changed: (value: string) => void, placeholder = ""): { node: HTMLElement; input: HTMLInputElement } {
  const input = el("input");
  input.type = "search";
  input.ariaLabel = label;
  input.placeholder = placeholder;
  input.spellcheck = false;
  input.autocapitalize = "none";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    clearTimeout(timer);
    changed(input.value.trim());
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, pauseMs);
  });
  input.addEventListener("change", tell);
  return { node: el("label", "field", `${label} `, input), input };
}

/** A choice among a few words. */
export function choice(label: string, values: readonly (readonly [value: string, text: string])[], changed: (value: string) => void): { node: HTMLElement; input: HTMLSelectElement } {
  const input = el("select", "", ...values.map(([value, text]) => new Option(text, value)));
  // Not the label with all that can be chosen.
  input.ariaLabel = label;
  input.addEventListener("change", () => changed(input.value));
  return { node: el("label", "field", `${label} `, input), input };
}

/** Sets a field to what the address says, unless somebody is typing in it. */
export function setField(input: HTMLInputElement | HTMLSelectElement, value: string | undefined): void {
  if (document.activeElement !== input || input instanceof HTMLSelectElement) input.value = value ?? "";
}
