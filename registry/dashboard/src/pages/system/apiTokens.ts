import { button, el, foreign } from "../../core/dom";
import { moment } from "../../core/format";
import type { Context } from "../../core/page";
import type { ApiToken } from "../../core/views";
import { confirmed } from "../../widgets/confirm";
import { DataTable } from "../../widgets/dataTable";

/** Tokens of people and scripts: seen and revoked here, made on the command line. */
export class ApiTokens {
  readonly node: HTMLElement;
  private context: Context | undefined;
  private readonly table = new DataTable<ApiToken>("API tokens", [
    { head: "Token", cell: ({ id }) => el("code", "", id) },
    { head: "Role", cell: ({ role }) => role },
    { head: "Namespace", cell: ({ namespace }) => foreign(namespace ?? "all") },
    { head: "For", cell: ({ description }) => foreign(description ?? "") },
    { head: "Expires", cell: ({ expiresAt }) => moment(expiresAt) },
    { head: "Last used", cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? "never" : moment(lastUsedAt)) },
    { head: "", cell: ({ id }) => button("danger", "Revoke …", () => this.revoke(id)) },
  ], ({ id }) => id, (row, { id }) => (row.dataset.token = id));

  constructor() {
    this.node = el("div", "", this.table.node, el("p", "faint", "A new one: ", el("code", "", "./cartel registry token create --role reader --namespace default --expires 30d")));
  }

  async load(context: Context): Promise<void> {
    this.context = context;
    this.table.show((await context.api.page<ApiToken>("/api/v1/api-tokens", { limit: 200 })).items);
  }

  private revoke(id: string): void {
    const { api, reload } = this.context!;
    confirmed({ title: `Revoke the API token ${id}?`, text: "Whoever uses it is refused within a second. This cannot be undone.", act: "Revoke" }, async () => {
      await api.remove(`/api/v1/api-tokens/${encodeURIComponent(id)}`);
      reload();
      return "Revoked.";
    });
  }
}
