import { button, el, foreign, section, setChildren } from "../core/dom";
import { moment } from "../core/format";
import { may, type Context, type Page } from "../core/page";
import type { EnrollmentToken, Identity } from "../core/views";
import { DataTable } from "../widgets/dataTable";
import { confirmed } from "../widgets/confirm";
import { empty } from "../widgets/empty";
import { Pager } from "../widgets/pager";
import { NewToken } from "./enrolment/newToken";

type Key = Identity["keys"][number];

const tokensShown = 200;
const pageSize = 50;

/** Who may come in, and with which keys they did. */
class Enrolment implements Page {
  readonly title = "Enrolment";
  readonly node = el("div");
  private context: Context;
  private readonly tokens: DataTable<EnrollmentToken>;
  private readonly noTokens = el("div");
  private readonly identities: DataTable<Identity>;
  private readonly noIdentities = el("div");
  private readonly pager = new Pager();

  constructor(context: Context) {
    this.context = context;
    this.tokens = new DataTable<EnrollmentToken>("Enrolment tokens", [
      { head: "Token", cell: ({ id }) => el("code", "", id) },
      { head: "For", cell: ({ agent }) => foreign(agent ?? "any name") },
      { head: "Used", number: true, cell: ({ used, uses }) => `${used} of ${uses}` },
      { head: "State", cell: token => stateOf(token) },
      { head: "Expires", cell: ({ expiresAt }) => moment(expiresAt) },
      { head: "Made by", cell: ({ createdBy }) => foreign(createdBy) },
      { head: "", cell: ({ id }) => button("danger", "Revoke …", () => this.revoke(`enrolment token ${id}`, "enrollment-tokens", id)) },
    ], ({ id }) => id, (row, { id }) => (row.dataset.token = id));
    this.identities = new DataTable<Identity>("Agents with keys", [
      { head: "Agent", cell: ({ agent }) => foreign(agent) },
      { head: "Keys", cell: identity => identity.keys.map(key => this.keyOf(identity, key)) },
      { head: "", cell: ({ agent, keys }) => keys.some(isAlive) ? button("danger", "Turn away …", () => this.revoke(`all keys of ${agent}`, "identities", agent)) : "turned away" },
    ], ({ agent }) => agent, (row, { agent }) => (row.dataset.identity = agent));
    this.node.append(
      section("Enrolment tokens", new NewToken(() => this.context).node, this.tokens.node, this.noTokens),
      section("Agents with keys", this.identities.node, this.noIdentities, this.pager.node));
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    if (!may(context.caller, "operator")) throw new Error("only operators and admins admit agents");
    const { api } = context;
    const [tokens, identities] = await Promise.all([
      api.page<EnrollmentToken>(api.path("enrollment-tokens"), { limit: tokensShown }),
      api.page<Identity>(api.path("identities"), { limit: pageSize, cursor: context.route.params.cursor }),
    ]);
    this.tokens.show(tokens.items);
    setChildren(this.noTokens, tokens.items.length === 0 && empty("There is no enrolment token.", "./cartel registry token create --namespace default --expires 1h --agent 'gateway-*'"));
    this.identities.show(identities.items);
    this.pager.show(context, identities.items.length, identities.nextCursor);
    setChildren(this.noIdentities, identities.items.length === 0 && empty("No agent has enrolled.", "./cartel agent enroll --name gateway-7 --token …"));
  }

  // One key alone is revoked where another is left to come in with.
  private keyOf({ agent, keys }: Identity, key: Key): HTMLElement {
    const short = key.keyId.slice(0, 12);
    const one = isAlive(key) && keys.filter(isAlive).length > 1;
    const node = el("div", "", el("code", "", short), " ", ...keyState(key), " ",
      one ? button("danger", "Revoke …", () => this.revoke(`the key ${short} of ${agent}`, "identities", agent, "keys", key.keyId)) : undefined);
    node.dataset.key = key.keyId;
    return node;
  }

  private revoke(what: string, ...path: string[]): void {
    const { api, reload } = this.context;
    confirmed({ title: `Revoke ${what}?`, text: "It is refused everywhere within a second. This cannot be undone.", act: "Revoke" }, async () => {
      await api.remove(api.path(...path));
      reload();
      return "Revoked.";
    });
  }
}

function stateOf({ used, uses, expiresAt }: EnrollmentToken): string {
  if (Date.parse(expiresAt) <= Date.now()) return "expired";
  return used >= uses ? "used up" : "good";
}

function isAlive({ revokedAt }: Key): boolean {
  return revokedAt === undefined;
}

function keyState({ addedAt, validUntil, revokedAt }: Key): (Node | string)[] {
  if (revokedAt !== undefined) return ["revoked ", moment(revokedAt)];
  return validUntil === undefined ? ["since ", moment(addedAt)] : ["replaced, good until ", moment(validUntil)];
}

export function open(context: Context): Page {
  return new Enrolment(context);
}
