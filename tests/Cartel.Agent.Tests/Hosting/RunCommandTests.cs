namespace Cartel.Agent.Tests;

public sealed class RunCommandTests
{
    [TestCase("--trigger", "class-recal", "there is no trigger “class-recal”; there are overall, class-recall, paper, never")]
    [TestCase("--trigger", "paper?limit=2", "limit=2 is not a number from 0 to 0.999")]
    [TestCase("--publish", "often", "there is no publication policy “often”; there are threshold, regular, interval, adaptive")]
    [TestCase("--publish", "interval?samples=0", "samples=0 is not a number")]
    public void A_wrong_name_is_a_misuse_that_lists_the_right_ones(string option, string value, string says)
    {
        var errors = Parse(option, value);

        Assert.That(errors, Has.Length.EqualTo(1));
        Assert.That(errors[0], Does.StartWith($"{option}: ").And.Contain(says).And.Not.Contain("Parameter"));
    }

    [TestCase("--trigger", "overall:adwin+paper?window=3")]
    [TestCase("--publish", "adaptive?samples=200")]
    public void A_name_with_settings_is_taken(string option, string value) => Assert.That(Parse(option, value), Is.Empty);

    [TestCase("-1")]
    [TestCase("1000001")]
    public void A_cold_start_out_of_bounds_is_a_misuse(string samples) =>
        Assert.That(Parse("--cold-start", samples), Is.EqualTo(["--cold-start must lie between 0 and 1000000"]));

    [TestCase("0")]
    [TestCase("40")]
    public void A_cold_start_may_come_later_or_never(string samples) => Assert.That(Parse("--cold-start", samples), Is.Empty);

    private static string[] Parse(string option, string value) =>
        [.. AgentCommand.Create([]).Run.Parse(["--name", "a", "--task", "t.json", "--data", "sea", option, value]).Errors.Select(static error => error.Message)];
}
