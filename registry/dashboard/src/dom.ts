/** An element with a class and children. A string child is always text, never markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, className = "", ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Text from outside, kept apart from its surroundings even if it changes the writing direction. */
export function foreign(text: string, className = ""): HTMLElement {
  return el("bdi", className, text);
}

/** The element of index.html that has this id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/** A button that does one thing. */
export function button(className: string, label: string, press: () => void): HTMLButtonElement {
  const element = el("button", className, label);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

/** Changes a text only where it differs, so that selections and screen readers are left in peace. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
