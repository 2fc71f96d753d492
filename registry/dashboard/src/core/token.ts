const key = "cartel.token";

let unstored: string | undefined;

/** The API token of this tab; it ends with the tab. */
export function readToken(): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    // A browser that keeps nothing for this page throws: the token then lives as long as the page.
    return unstored;
  }
}

export function writeToken(token: string | undefined): void {
  unstored = token;
  try {
    if (token === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, token);
  } catch {
    return;
  }
}

export function authorization(): Record<string, string> {
  const token = readToken();
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
