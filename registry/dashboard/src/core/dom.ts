type Child = Node | string | undefined | false;

/** An element with a class and children. A string child is always text, never markup. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter(child => child !== undefined && child !== false));
  return element;
}

/** Text from outside, kept apart from its surroundings even if it changes the writing direction; a long one is cut where its box ends. */
export function foreign(text: string, className = ""): HTMLElement {
  const element = el("bdi", `foreign ${className}`.trim(), text);
  if (text.length > 24) element.title = text.slice(0, 500);
  return element;
}

/** A link within the dashboard, to an address that a context made. */
export function link(href: string, content: Node | string, className = ""): HTMLAnchorElement {
  const element = el("a", className, content);
  element.href = href;
  return element;
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

/** Gives an element other children, but leaves it in peace where they are the same. */
export function setChildren(parent: Element, ...children: Child[]): void {
  const fresh = el("div", "", ...children);
  const same = fresh.childNodes.length === parent.childNodes.length
    && [...fresh.childNodes].every((node, i) => node.isEqualNode(parent.childNodes[i] ?? null));
  if (!same) parent.replaceChildren(...fresh.childNodes);
}

/** A part of a page under a heading. */
export function section(title: string, ...children: Child[]): HTMLElement {
  return el("section", "panel", el("h2", "", title), ...children);
}

const svgNamespace = "http://www.w3.org/2000/svg";

/** An element of a drawing; an attribute without a value is left out. */
export function svg(tag: string, attributes: Record<string, string | number>, ...children: Node[]): SVGElement {
  const element = document.createElementNS(svgNamespace, tag);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** What a drawing's element tells when it is pointed at. */
export function hover(text: string): SVGElement {
  const title = svg("title", {});
  title.textContent = text;
  return title;
}
