import { el } from "../core/dom";

/** Asks for an API token; the address stays, so that whoever signs in is where they wanted to be. */
export function signInForm(why: string, signIn: (token: string) => Promise<string | undefined>): HTMLElement {
  const token = el("input");
  token.type = "password";
  token.autocomplete = "off";
  token.required = true;
  token.id = "token";
  const label = el("label", "", "API token");
  label.htmlFor = token.id;
  const answer = el("p", "answer");
  answer.role = "alert";
  const press = el("button", "primary", "Sign in");
  const form = el("form", "sign-in panel",
    el("h1", "", "Sign in"), el("p", "", why), label, token, press, answer,
    el("p", "faint", "An admin makes one, on the registry's machine or with the API: ", el("code", "", "./cartel registry token create --role reader")),
    el("p", "faint", "It is kept in this tab only, and forgotten when the tab is closed."));
  form.addEventListener("submit", event => {
    event.preventDefault();
    press.disabled = true;
    void signIn(token.value.trim()).then(refusal => {
      answer.textContent = refusal ?? "";
      press.disabled = false;
    });
  });
  queueMicrotask(() => token.focus());
  return form;
}
