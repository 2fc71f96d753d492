namespace Cartel.EndToEnd.Tests.Tracing;

/// <summary>The traces of a demo, as its processes send them to a collector.</summary>
[TestFixture, Category("Slow")]
public sealed class TraceTests
{
    private static readonly string[] OfTheTarget = ["cartel.drift", "cartel.ask", "cartel.fetch", "cartel.verify", "cartel.merge", "cartel.probation", "cartel.receipt"];

    [Test]
    public async Task One_trace_goes_from_the_drift_through_registry_and_donor_to_the_receipt()
    {
        await using var collector = new Collector();
        using var demo = await RunningDemo.StartAsync("--otlp", collector.Address.ToString());

        List<Span>? trace;
        try
        {
            trace = await demo.EventuallyAsync(() => Task.FromResult(collector.Spans.GroupBy(static span => span.Trace).FirstOrDefault(IsWhole)?.ToList()), static spans => spans is not null);
        }
        catch (AssertionException)
        {
            foreach (var partial in collector.Spans.GroupBy(static span => span.Trace)) TestContext.Out.WriteLine($"{partial.Key}: {string.Join(", ", partial.Select(static span => $"{span.Instance} {span.Name} ({span.Id} in {span.Parent})"))}");
            throw;
        }

        var root = trace!.Single(static span => span.Parent.Length == 0);
        var donors = trace!.Where(static span => span.Name == "cartel.lend").Select(static span => span.Instance).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(root.Name, Is.EqualTo("cartel.drift"));
            Assert.That(trace!.Where(static span => OfTheTarget.Contains(span.Name)).Select(static span => span.Instance).Distinct(), Is.EqualTo(new[] { root.Instance }));
            Assert.That(donors, Is.Not.Empty.And.None.EqualTo(root.Instance), "another agent lent");
            Assert.That(trace!.Where(static span => span.Service == "cartel-registry").Select(static span => span.Name), Has.Some.StartsWith("POST /api/v1/namespaces/{ns}/tasks/{task}/transfers"));
            Assert.That(trace!.Where(static span => span.Service == "cartel-registry").Select(static span => span.Name), Has.Some.StartsWith("PUT /api/v1/namespaces/{ns}/parts"), "the donor's upload");
            Assert.That(trace!.Where(static span => span.Parent.Length > 0).Select(static span => span.Parent).Distinct(), Is.SubsetOf(trace!.Select(static span => span.Id)), "every parent is there");
        });
    }

    // All that an agent, another one and the registry tell of a transfer that went well; the last of it comes a few seconds after the rest.
    private static bool IsWhole(IEnumerable<Span> trace)
    {
        var spans = trace.ToList();
        var ids = spans.Select(static span => span.Id).ToHashSet();
        return OfTheTarget.Append("cartel.lend").All(name => spans.Any(span => span.Name == name))
            && spans.Where(static span => span.Parent.Length > 0).All(span => ids.Contains(span.Parent))
            && spans.Any(static span => span.Service == "cartel-registry" && span.Name.EndsWith("/receipt", StringComparison.Ordinal));
    }
}
