using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>The demo on real data; on Redis it is in <see cref="RedisCrashTests"/>.</summary>
[TestFixture, Category("Slow")]
public sealed class OtherDemoTests
{
    [TestCase("mnist:mnist", "mnist")]
    [TestCase("csv:csv/nsl-kdd-train.csv.gz?label=class", "csv/nsl-kdd-train.csv.gz")]
    public async Task On_real_data_parts_travel_and_nobody_is_the_worse_for_it(string data, string file)
    {
        Repository.DataFile(file);
        using var demo = await RunningDemo.StartAsync("--for", "30s", "--data", data, "--agents", "6");

        var outcome = await demo.EndAsync();

        outcome.AssertFields("sqlite");
        outcome.AssertThatPartsTravelledAndNobodyWasHarmed();
    }
}
