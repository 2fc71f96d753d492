import { button, el } from "../core/dom";

/** Asks before something that cannot be undone; what happened is said in the same place. */
export function confirmed(ask: { title: string; text: string; act: string; reason?: string }, act: (reason: string) => Promise<string>): void {
  const dialog = el("dialog", "dialog");
  const reason = el("input");
  reason.required = true;
  reason.maxLength = 2_000;
  const answer = el("p", "answer");
  answer.role = "status";
  const go = button("danger", ask.act, () => void run());
  const close = button("quiet", "Cancel", () => dialog.close());
  const title = el("h2", "", ask.title);
  title.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, el("p", "", ask.text));
  if (ask.reason !== undefined) dialog.append(el("label", "field wide", `${ask.reason} `, reason));
  dialog.append(answer, el("p", "buttons", go, close));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();

  async function run(): Promise<void> {
    if (ask.reason !== undefined && !reason.reportValidity()) return;
    go.disabled = true;
    try {
      answer.textContent = await act(reason.value);
      go.remove();
      close.textContent = "Close";
      close.focus();
    } catch (error) {
      answer.textContent = error instanceof Error ? error.message : String(error);
      go.disabled = false;
    }
  }
}
