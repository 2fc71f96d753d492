using Cartel.Agent;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Cli.Tests;

public sealed class DemoPlanTests
{
    [Test]
    public void The_agents_files_say_what_the_plan_says()
    {
        using var folder = new TemporaryFolder();
        var (settings, data) = (Settings(folder), DataSets.Open("rbf?count=4000", null, strict: true));
        DemoPlan.Make(settings, data);
        File.WriteAllText(Path.Combine(settings.Folder, "left-over"), "");

        var plan = DemoPlan.Make(settings, data);

        var manifest = TaskFile.Read(plan.TaskFile);
        Assert.That(manifest.Schema.ToSchema().Hash, Is.EqualTo(data.Schema.Hash));
        Assert.That((manifest.Name, manifest.Learner), Is.EqualTo(("demo", "linear-logistic")));
        Assert.That(Workload.FromJson(File.ReadAllText(plan.WorkloadFile)).ToJson(), Is.EqualTo(plan.Workload.ToJson()));
        Assert.That(Path.Exists(Path.Combine(settings.Folder, "left-over")), Is.False, "an earlier demo's state must not be found again");
    }

    [Test]
    public void A_folder_that_is_no_demos_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var (settings, data) = (Settings(folder), DataSets.Open("rbf?count=4000", null, strict: true));
        Directory.CreateDirectory(settings.Folder);
        File.WriteAllText(Path.Combine(settings.Folder, "thesis.tex"), "irreplaceable");

        Assert.That(() => DemoPlan.Make(settings, data), Throws.InstanceOf<DemoException>().With.Message.Contains("--folder"));

        Assert.That(File.ReadAllText(Path.Combine(settings.Folder, "thesis.tex")), Is.EqualTo("irreplaceable"));
    }

    [Test]
    public void Changes_are_spread_and_each_leaves_two_thousand_samples_to_recover_in()
    {
        using var folder = new TemporaryFolder();
        var plan = DemoPlan.Make(Settings(folder), DataSets.Open("rbf?count=4000", null, strict: true));
        var changes = plan.Workload.Agents.Select(agent => plan.ChangeOf(agent.Name)).OfType<long>().ToList();

        Assert.That(changes, Is.Not.Empty.And.Unique);
        Assert.That(changes, Has.Count.LessThan(plan.Workload.Agents.Count), "somebody must know the class already");
        foreach (var change in changes) Assert.That(change, Is.InRange(2000, plan.Workload.SamplesPerAgent - 2000));
    }

    [TestCase("linear-hinge", "linear-hinge")]
    [TestCase("linear", "linear-logistic", Description = "agents and registry know no short names")]
    [TestCase("linear?", "linear-logistic?")]
    [TestCase("hoeffding-tree?grace=50", "hoeffding-tree?grace=50")]
    public void A_learners_settings_reach_the_agents(string learner, string expected)
    {
        using var folder = new TemporaryFolder();

        var plan = DemoPlan.Make(Settings(folder) with { Learner = learner }, DataSets.Open("rbf?count=4000", null, strict: true));

        Assert.That(TaskFile.Read(plan.TaskFile).Learner, Is.EqualTo(expected));
    }

    [TestCase(null, 60)]
    [TestCase(45, 30)]
    [TestCase(10, 5)]
    public void Streams_end_before_the_demo_does(int? seconds, int expected)
    {
        using var folder = new TemporaryFolder();
        var settings = Settings(folder) with { For = seconds is { } given ? TimeSpan.FromSeconds(given) : null };

        Assert.That(settings.StreamTime, Is.EqualTo(TimeSpan.FromSeconds(expected)));
    }

    private static DemoSettings Settings(TemporaryFolder folder) => new()
    {
        Data = "rbf",
        Task = "demo",
        Agents = 4,
        Port = 1,
        Learner = "linear",
        Seed = 1,
        Folder = folder.File("demo"),
    };
}
