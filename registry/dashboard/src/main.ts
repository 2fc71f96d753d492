import { readAddress, writeAddress, type Address } from "./address";
import { Agents } from "./agents";
import { Connection } from "./connection";
import { EventList } from "./eventList";
import { Header } from "./header";
import { showLegend } from "./legend";
import type { Model } from "./model";
import { Selection } from "./selection";
import { Session } from "./session";
import "./style.css";
import { Summary } from "./summary";
import { ThemeSwitch } from "./theme";
import { Transfers } from "./transfers";

const connection = new Connection();
const agents = new Agents(toggle, () => session.loadHistories());
const header = new Header(go, connection.node, new ThemeSwitch(() => agents.recolour()).node);
const views = [header, new Summary(), agents, new Transfers(), new EventList(), new Selection(() => select(undefined))];
showLegend();

const view = {
  connection,
  get visible() {
    return agents.visible;
  },
  show(model: Model) {
    for (const part of views) part.show(model);
    writeAddress(addressOf(model), "replace");
  },
};

let session = new Session(readAddress(), view);
addEventListener("popstate", () => restart(readAddress()));
addEventListener("keydown", event => {
  if (event.key === "Escape" && session.model.selected !== undefined) select(undefined);
});

function go(address: Address): void {
  writeAddress(address, "push");
  restart(address);
}

function restart(address: Address): void {
  session.stop();
  session = new Session(address, view);
  view.show(session.model);
}

function toggle(agent: string): void {
  select(session.model.selected === agent ? undefined : agent);
}

function select(agent: string | undefined): void {
  session.select(agent);
  writeAddress(addressOf(session.model), "push");
}

function addressOf({ namespace, taskName, selected }: Model): Address {
  return { namespace, ...(taskName && { task: taskName }), ...(selected && { agent: selected }) };
}
