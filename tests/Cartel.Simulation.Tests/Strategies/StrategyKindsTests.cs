namespace Cartel.Simulation.Tests.Strategies;

public sealed class StrategyKindsTests
{
    [Test]
    public void An_unknown_name_or_setting_is_refused_with_those_there_are()
    {
        Assert.That(() => StrategyKinds.Create("centralised"), Throws.ArgumentException.With.Message.Contains("centralized, centralized-sane"));
        Assert.That(() => StrategyKinds.Create("centralized?bach=3"), Throws.ArgumentException.With.Message.Contains("batch"));
    }

    [Test]
    public void Each_strategy_has_the_name_by_which_it_is_made() =>
        Assert.That(StrategyKinds.Names.Select(name => StrategyKinds.Create(name).Name), Is.EqualTo(StrategyKinds.Names));
}
