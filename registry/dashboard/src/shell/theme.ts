import { button } from "../core/dom";

const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];

const key = "cartel.theme";

/** A switch between the system's colours, light and dark; it tells charts when colours change. */
export class ThemeSwitch {
  readonly node: HTMLButtonElement;

  private theme: Theme = stored();

  constructor(private readonly changed: () => void) {
    this.node = button("quiet", "", () => this.choose(themes[(themes.indexOf(this.theme) + 1) % themes.length]!));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
    this.apply();
  }

  private choose(theme: Theme): void {
    this.theme = theme;
    remember(theme);
    this.apply();
    this.changed();
  }

  private apply(): void {
    document.documentElement.dataset.theme = this.theme;
    this.node.textContent = `Colours: ${this.theme}`;
    this.node.title = "Switch between the system's colours, light and dark";
  }
}

// A browser that keeps nothing for this page throws; the switch works without memory then.
function stored(): Theme {
  try {
    return themes.find(theme => theme === localStorage.getItem(key)) ?? "auto";
  } catch {
    return "auto";
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    return;
  }
}
