namespace Cartel.Streams.Tests;

/// <summary>What is wrong with a workload file is one error that names the line.</summary>
public sealed class WorkloadFileTests
{
    private const string Plan = """
        {
          "name": "mine",
          "description": "A class appears.",
          "kind": "introduction",
          "data": ["numbered"],
          "agents": 6,
          "samples": 900,
          "at": 300,
          "class": "c1",
          "share": 0.2
        }
        """;

    private const string Concrete = """
        {
          "name": "by-hand",
          "data": "numbered",
          "seed": 7,
          "samplesPerAgent": 100,
          "agents": [
            { "name": "north", "phases": [
              { "fromSample": 0, "prior": { "c0": 1, "c1": 2 } },
              { "fromSample": 50, "prior": { "c2": 1 } } ] },
            { "name": "south", "phases": [
              { "fromSample": 0, "prior": { "c0": 1 } } ] }
          ]
        }
        """;

    private static readonly NumberedRows Data = new(300, 300, 300);

    [TestCase("\"at\": 300,", "\"at\": 300,\n  \"whem\": 3,", 9, "whem: there is no key “whem” here; keys are name, description, kind, data, agents, samples, at, ramp")]
    [TestCase("\"at\": 300", "\"at\": 900", 8, "at: is 900 and must lie between 1 and 899")]
    [TestCase("0.2", "1.5", 10, "share: is 1.5 and must be above 0 and below 1")]
    [TestCase("0.2", "\"much\"", 10, "share: is not a number")]
    [TestCase("900", "9.5", 7, "samples: is not a whole number")]
    [TestCase("\"numbered\"", "3", 5, "data[0]: is not a text in quotes")]
    [TestCase("[\"numbered\"]", "\"numbered\"", 5, "data: is not a list")]
    [TestCase("\"A class appears.\"", "null", 3, "description: is null")]
    [TestCase("\"at\": 300,", "\"at\": 300, \"at\": 1,", 8, "the key “at” stands here twice")]
    [TestCase("\"agents\": 6,\n  \"samples\": 900,", "", 10, "lacks “agents”, “samples”")]
    [TestCase("\"share\": 0.2", "\"period\": 100", 10, "period: introduction does not take it; it takes at, ramp")]
    [TestCase("introduction", "intro", 4, "kind: there is no “intro”; kinds are stationary, introduction")]
    [TestCase("\"agents\": 6", "\"agents\": 1", 6, "agents: is 1")]
    [TestCase("\"samples\": 900,", "", 11, "samples", Description = "the end of the object that lacks it")]
    [TestCase("\"at\": 300,", "\"at\": 300", 9, "“,”|','")]
    public void A_plan_that_breaks_a_rule_is_refused_when_it_is_read(string what, string by, int line, string reason) =>
        Refused(Plan.Replace(what, by, StringComparison.Ordinal), line, reason, static plan => plan);

    [TestCase("\"c1\"", "\"c9\"", 9, "class: numbered has no class “c9”; with enough rows it has c0, c1, c2")]
    [TestCase("\"at\": 300", "\"at\": 300, \"lag\": 100", 7, "samples: is 900")]
    public void A_plan_that_its_data_cannot_serve_is_refused_before_anything_runs(string what, string by, int line, string reason) =>
        Refused(Plan.Replace(what, by, StringComparison.Ordinal), line, reason, static plan => plan.Make(Data, 1));

    [TestCase("\"c2\"", "\"c9\"", 9, "agents[0].phases[1].prior: the data has no class “c9”")]
    [TestCase("{ \"c2\": 1 }", "{}", 9, "agents[0].phases[1].prior: is empty: north would get no data")]
    [TestCase("\"c2\": 1", "\"c2\": -1", 9, "agents[0].phases[1].prior.c2: is -1")]
    [TestCase("\"c2\": 1", "\"few\": 1", 7, "agents[0]: north is left without rows of class “few”: 0 rows for 1 agents")]
    [TestCase("\"seed\": 7,", "\"seed\": 7, \"sead\": 8,", 4, "sead: there is no key “sead” here; keys are name, data, seed")]
    [TestCase("\"prior\": { \"c0\": 1, \"c1\": 2 }", "\"prior\": 1", 8, "agents[0].phases[0].prior: is not an object")]
    [TestCase("\"c1\": 2", "\"c1\": true", 8, "agents[0].phases[0].prior.c1: is not a number")]
    public void A_workload_by_hand_that_breaks_a_rule_or_leaves_an_agent_without_data_is_refused(string what, string by, int line, string reason) =>
        Refused(Concrete.Replace(what, by, StringComparison.Ordinal), line, reason, static plan => plan.Make(new Scarce(), 1));

    [Test]
    public void A_workload_by_hand_runs_as_it_is_with_any_seed()
    {
        var plan = WorkloadPlan.FromJson(Concrete, "by-hand.json");

        Assert.That(plan.Make(Data, 3).ToJson(), Is.EqualTo((Workload.FromJson(Concrete) with { Seed = 3 }).ToJson()));
    }

    [Test]
    public void A_shipped_plan_that_is_not_there_is_answered_with_those_that_are() =>
        Assert.That(() => ShippedPlans.Open("intro"), Throws.TypeOf<WorkloadException>().With.Message.Contains("introduction, introduction-half"));

    private static void Refused(string json, int line, string reason, Func<WorkloadPlan, object> use)
    {
        var error = Assert.Throws<WorkloadException>(() => use(WorkloadPlan.FromJson(json, "mine.json")));
        Assert.That(error!.Message, Does.StartWith($"mine.json, line {line}, ").And.Match(reason.Contains('|') ? reason : System.Text.RegularExpressions.Regex.Escape(reason)));
        Assert.That(error.Message, Does.Not.Contain('\n').And.Not.Contain(".NET").And.Not.Contain("System.").And.Not.Contain("Cartel"));
    }

    // One row of the class “few”, which is held out.
    private sealed class Scarce : IDataSet
    {
        private readonly NumberedRows _rows = new(300, 300, 300, 1);

        public string Name => "numbered";

        public Learning.FeatureSchema Schema { get; } = new([Learning.Feature.Numeric("row")], ["c0", "c1", "c2", "few"]);

        public int Count => _rows.Count;

        public BadRows BadRows => _rows.BadRows;

        public int Label(int row) => _rows.Label(row);

        public void Read(int row, Span<float> values) => _rows.Read(row, values);
    }
}
