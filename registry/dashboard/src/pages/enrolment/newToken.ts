import { el, setChildren } from "../../core/dom";
import type { Context } from "../../core/page";
import type { EnrollmentToken } from "../../core/views";

/** Makes an enrolment token, and tells it once. */
export class NewToken {
  readonly node: HTMLElement;
  private readonly agent = el("input");
  private readonly uses = el("input");
  private readonly hours = el("input");
  private readonly told = el("div", "told");

  constructor(private readonly context: () => Context) {
    [this.agent.type, this.uses.type, this.hours.type] = ["text", "number", "number"];
    [this.agent.placeholder, this.agent.pattern, this.agent.spellcheck] = ["gateway-* or empty for any", "([a-z0-9\\-]{1,63}\\*?|\\*)?", false];
    [this.uses.min, this.uses.max, this.uses.value] = ["1", "100000", "1"];
    [this.hours.min, this.hours.max, this.hours.value] = ["1", "720", "1"];
    this.told.role = "status";
    const form = el("form", "filters",
      el("label", "field", "Agent's name ", this.agent), el("label", "field", "Uses ", this.uses), el("label", "field", "Hours ", this.hours), el("button", "primary", "Make a token"));
    form.addEventListener("submit", event => {
      event.preventDefault();
      void this.make();
    });
    this.node = el("div", "", form, this.told);
  }

  private async make(): Promise<void> {
    const { api, reload } = this.context();
    try {
      const made = await api.post<EnrollmentToken>(api.path("enrollment-tokens"), {
        uses: Number(this.uses.value), expiresSeconds: Number(this.hours.value) * 3_600, ...(this.agent.value && { agent: this.agent.value }),
      });
      const token = el("code", "secret", made.token ?? "");
      setChildren(this.told, el("p", "", "It is told once. On the device:"), token, el("p", "", el("code", "", "./cartel agent enroll --name NAME --token TOKEN")));
      reload();
    } catch (error) {
      setChildren(this.told, el("p", "answer", error instanceof Error ? error.message : String(error)));
    }
  }
}
