namespace Cartel.Simulation.Tests;

public sealed class CartelStrategyTests
{
    [Test]
    public void A_class_that_is_new_to_a_device_is_fetched_from_one_that_knows_it()
    {
        var run = Some.Run(new CartelStrategy(new CartelOptions()), devices: 4);

        TestContext.Out.WriteLine(string.Join("\n", run.Journal.Entries));
        foreach (var kind in Enum.GetValues<MessageKind>()) TestContext.Out.WriteLine($"{kind} {run.Network.Bytes[kind]}");
        Assert.That(run.Journal.Entries.Select(static entry => entry.Kind), Has.Some.EqualTo("merged"));
    }
}
