namespace Cartel.Collaboration.Tests;

public sealed class IncidentGroupingTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_same_drift_at_many_agents_is_one_incident()
    {
        var incident = Find(At(0, "a", "drift", 2), At(60, "b", "drift", 2), At(90, "a", "drift", 2), At(300, "c", "drift", 2)).Single();

        Assert.That(incident.Agents, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That((incident.Kind, incident.Signals, incident.From, incident.To), Is.EqualTo(("drift", 4, Start, Start.AddSeconds(300))));
        Assert.That(incident.Classes, Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public void Fewer_agents_are_none() => Assert.That(Find(At(0, "a", "drift", 2), At(1, "b", "drift", 2), At(2, "b", "drift", 2)), Is.Empty);

    [TestCase(300, 1, Description = "the window itself still counts")]
    [TestCase(301, 2)]
    public void A_quiet_window_ends_an_incident(int pause, int incidents) => Assert.That(
        Find([.. Three(0, "drift", 2), .. Three(2 + pause, "drift", 2)]), Has.Length.EqualTo(incidents));

    [Test]
    public void Another_kind_and_another_class_are_other_incidents()
    {
        var found = Find([.. Three(0, "drift", 2), .. Three(0, "novelty"), .. Three(0, "drift", 3), .. Three(0, "drift")]);

        Assert.That(found.Select(static incident => $"{incident.Kind} {string.Join(',', incident.Classes)}"), Is.EquivalentTo(new[] { "drift 2", "novelty ", "drift 3", "drift " }));
    }

    [Test]
    public void A_signal_that_fits_two_makes_them_one()
    {
        var incident = Find(At(0, "a", "drift", 1), At(1, "b", "drift", 2), At(2, "c", "drift", 2, 1), At(3, "d", "drift", 1)).Single();

        Assert.That(incident.Agents, Is.EqualTo(new[] { "a", "b", "c", "d" }));
        Assert.That(incident.Classes, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void The_order_of_the_signals_plays_no_part([Range(1, 10)] int seed)
    {
        var random = new Random(seed);
        FleetSignal[] signals = [.. Enumerable.Range(0, 200).Select(_ => At(random.Next(5000), $"agent-{random.Next(20)}", random.Next(2) == 0 ? "drift" : "novelty", random.Next(4)))];
        var expected = Told(Find(signals));

        random.Shuffle(signals);

        Assert.That(Told(Find(signals)), Is.EqualTo(expected));

        static string[] Told(IEnumerable<Incident> incidents) =>
            [.. incidents.Select(static one => $"{one.Kind} {string.Join(',', one.Classes)} {one.From} {one.To} {one.Signals} {string.Join(',', one.Agents.Order())}")];
    }

    [Test]
    public void Refuses_settings_out_of_range()
    {
        Assert.That(static () => new IncidentGrouping(TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(static () => new IncidentGrouping(TimeSpan.FromSeconds(1), 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static Incident[] Find(params FleetSignal[] signals) => [.. new IncidentGrouping(TimeSpan.FromMinutes(5)).Find(signals)];

    private static FleetSignal[] Three(int from, string kind, params int[] classes) =>
        [.. Enumerable.Range(0, 3).Select(i => At(from + i, $"agent-{i}", kind, classes))];

    private static FleetSignal At(int second, string agent, string kind, params int[] classes) => new(Start.AddSeconds(second), agent, kind, classes);
}
