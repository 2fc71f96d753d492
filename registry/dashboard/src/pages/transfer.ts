import { withQuery } from "../core/api";
import { el, foreign, link, section, setChildren } from "../core/dom";
import { classNames } from "../core/format";
import { taskPath, type Context, type Page } from "../core/page";
import type { AgentHistory, CartelEvent, Transfer as TransferView } from "../core/protocol";
import { storyOf } from "../story/story";
import { stateBadge } from "../widgets/badges";
import { AccuracyAround } from "./transfer/accuracyAround";
import { Candidates } from "./transfer/candidates";
import { Probation } from "./transfer/probation";
import { receiptFacts } from "./transfer/receiptFacts";
import { Timeline } from "./transfer/timeline";
import { Trials } from "./transfer/trials";

/** One transfer, from what made the target ask to its receipt. */
class Transfer implements Page {
  readonly title = "Transfer";
  readonly everyMs = 2_000;
  readonly node = el("div", "transfer");
  private readonly head = el("p", "transfer-head");
  private readonly story = el("p", "story");
  private readonly timeline = new Timeline();
  private readonly candidates = new Candidates();
  private readonly trials = new Trials();
  private readonly probation = new Probation();
  private readonly around = new AccuracyAround();
  private readonly receipt = el("dl", "facts");
  private readonly trialsSection = section("Ways of merging that were tried", this.trials.node);
  private readonly probationSection = section("Probation", this.probation.node);
  private readonly aroundSection = section("Accuracy around the merge", this.around.node);

  constructor(private readonly id: string) {
    this.node.append(this.head, this.story, section("From question to receipt", this.timeline.node), section("Who could help", this.candidates.node),
      this.trialsSection, this.probationSection, this.aroundSection, section("How it ended", this.receipt));
  }

  async load(context: Context): Promise<void> {
    const { api } = context;
    const path = api.path("transfers", this.id);
    const transfer = await api.get<TransferView>(path);
    const historyPath = withQuery(taskPath(context, "agents", transfer.target, "history"), { limit: 2_000 });
    const [{ items }, history] = await Promise.all([
      api.get<{ items: CartelEvent[] }>(`${path}/timeline`),
      // The target may have gone.
      api.get<AgentHistory>(historyPath).catch(() => undefined),
    ]);
    const donor = transfer.donor ?? transfer.receipt?.donor;
    setChildren(this.head,
      link(context.href("agent", { agent: transfer.target }), foreign(transfer.target)), " ← ",
      donor === undefined ? "nobody yet" : link(context.href("agent", { agent: donor }), foreign(donor)), " ", stateBadge(transfer.state), " ",
      ...classNames(context.task, transfer.needs).map(name => foreign(name, "label")));
    this.head.dataset.transfer = transfer.id;
    if (this.story.textContent !== storyOf(transfer, context.task)) setChildren(this.story, foreign(storyOf(transfer, context.task)));
    this.timeline.show(transfer, items, `${path}/timeline`);
    this.candidates.show(context, transfer, path);
    this.trialsSection.hidden = !this.trials.show(transfer.receipt, path);
    this.probationSection.hidden = !this.probation.show(transfer.receipt, path);
    this.aroundSection.hidden = !history || !this.around.show(transfer, history, historyPath);
    setChildren(this.receipt, ...receiptFacts(context, transfer));
  }

  recolour(): void {
    this.probation.recolour();
    this.around.recolour();
  }

  close(): void {
    this.probation.close();
    this.around.close();
  }
}

export function open(context: Context): Page {
  return new Transfer(context.route.params.id ?? "");
}
