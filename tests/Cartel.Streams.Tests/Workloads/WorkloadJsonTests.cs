namespace Cartel.Streams.Tests;

public sealed class WorkloadJsonTests
{
    private const string Known = """
        {
          "name": "by-hand",
          "data": "rbf?classes=3",
          "seed": 7,
          "samplesPerAgent": 100,
          "agents": [
            { "name": "north", "phases": [ { "fromSample": 0, "prior": { "0": 1, "1": 2.5 } }, { "fromSample": 50, "prior": { "2": 1 } } ] },
            { "name": "south-2", "phases": [ { "fromSample": 0, "prior": { "0": 1 } } ] }
          ],
          "heldOutShare": 0.25
        }
        """;

    [Test]
    public void A_workload_is_read_and_written_without_loss()
    {
        var workload = Workload.FromJson(Known);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(workload.Name, Is.EqualTo("by-hand"));
            Assert.That(workload.SamplesPerAgent, Is.EqualTo(100));
            Assert.That(workload.HeldOutShare, Is.EqualTo(0.25));
            Assert.That(workload.Agents[0].Phases[0].Prior, Is.EqualTo(new Dictionary<string, double> { ["0"] = 1, ["1"] = 2.5 }));
            Assert.That(workload.Agents[0].Phases[1].FromSample, Is.EqualTo(50));
            Assert.That(Workload.FromJson(workload.ToJson()).ToJson(), Is.EqualTo(workload.ToJson()));
            Assert.That(Words(workload.ToJson()), Is.EqualTo(Words(Known)));
        }
    }

    [Test]
    public void The_held_out_share_is_a_fifth_unless_said_otherwise() =>
        Assert.That(Workload.FromJson(Known.Replace(",\n  \"heldOutShare\": 0.25", "")).HeldOutShare, Is.EqualTo(0.2));

    [TestCase("\"seed\": 7", "\"sead\": 7", "sead")]
    [TestCase("\"seed\": 7", "\"seed\": 7, \"seed\": 8", "seed")]
    [TestCase("\"seed\": 7,", "", "seed")]
    [TestCase("\"seed\": 7", "\"seed\": \"7\"", "seed")]
    [TestCase("\"north\"", "null", "agents[0].name")]
    [TestCase("{ \"name\": \"south-2\", ", "{ \"Name\": \"south-2\", ", "agents[1].Name")]
    [TestCase("\"by-hand\"", "\"\"", "name: is empty")]
    [TestCase("\"north\"", "\"North\"", "agents[0].name: “North” is not 1 to 63 of a–z, 0–9 and hyphen")]
    [TestCase("\"south-2\"", "\"north\"", "agents[1].name: “north” is taken")]
    [TestCase("100", "0", "samplesPerAgent: is 0")]
    [TestCase("0.25", "1", "heldOutShare: is 1")]
    [TestCase("0.25", "0", "heldOutShare: is 0")]
    [TestCase("2.5", "0", "agents[0].phases[0].prior.1: is 0; a weight is finite and above 0")]
    [TestCase("2.5", "-1", "agents[0].phases[0].prior.1: is -1")]
    [TestCase("2.5", "1e999", "agents[0].phases[0].prior")]
    [TestCase("50", "0", "agents[0].phases[1].fromSample: is 0, not after the 0 of the phase before")]
    [TestCase("\"fromSample\": 0, \"prior\": { \"0\": 1 }", "\"fromSample\": 5, \"prior\": { \"0\": 1 }", "agents[1].phases[0].fromSample: is 5; the first phase begins at 0")]
    [TestCase("{ \"0\": 1 }", "{}", "agents[1].phases[0].prior: is empty: south-2 would get no data")]
    [TestCase("[ { \"fromSample\": 0, \"prior\": { \"0\": 1 } } ]", "[]", "agents[1].phases: is empty: south-2 would get no data")]
    [TestCase("\"agents\": [", "\"agents\": {", "agents")]
    public void A_broken_workload_is_one_error_that_names_the_place(string what, string by, string expected)
    {
        var broken = Known.Replace(what, by);

        Assert.That(broken, Is.Not.EqualTo(Known), "the case changes something");
        Assert.That(() => Workload.FromJson(broken), Throws.TypeOf<WorkloadException>().With.Message.Contains(expected));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{")]
    public void What_is_no_workload_is_refused(string json) => Assert.That(() => Workload.FromJson(json), Throws.TypeOf<WorkloadException>());

    [Test]
    public void A_class_that_the_data_lacks_is_named_with_the_classes_that_it_has()
    {
        var workload = Workload.FromJson(Known.Replace("\"2\"", "\"nine\""));

        Assert.That(
            () => new WorkloadSource(new NumberedRows(100, 100), workload, "north"),
            Throws.TypeOf<WorkloadException>().With.Message.Contains("agents[0].phases[0].prior: the data has no class “0”; its classes are c0, c1"));
    }

    [Test]
    public void An_agent_that_the_workload_lacks_is_named_with_those_that_it_has()
    {
        var workload = Workload.FromJson(Known);
        var data = DataSets.Open(workload.Data, null, strict: true);

        Assert.That(() => new WorkloadSource(data, workload, "west"), Throws.ArgumentException.With.Message.Contains("“west”").And.Message.Contains("north, south-2"));
    }

    [Test]
    public void An_agent_that_is_left_without_rows_of_a_class_is_named()
    {
        var agents = Enumerable.Range(0, 5).Select(i => new WorkloadAgent($"a{i}", [new WorkloadPhase(0, new Dictionary<string, double> { ["c0"] = 1, ["c1"] = 1 })]));
        var workload = new Workload("few", "numbered", 1, 10, [.. agents]);

        Assert.That(
            () => new WorkloadSource(new NumberedRows(100, 4), workload, "a0"),
            Throws.TypeOf<WorkloadException>().With.Message.Contains("agents[0]: a0 is left without rows of class “c1”: 3 rows for 5 agents"));
    }

    private static string Words(string json) => string.Concat(json.Where(c => !char.IsWhiteSpace(c)));
}
