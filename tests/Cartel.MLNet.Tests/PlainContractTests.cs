using Cartel.Learning;

namespace Cartel.MLNet.Tests;

/// <summary>What windows, paces, rows, trees and snapshots promise, whoever trains.</summary>
[TestFixture("plain:linear?window=200&every=50")]
[TestFixture("plain:trees?window=200&every=50")]
public sealed class PlainContractTests(string kind) : WindowContract(kind)
{
    [OneTimeSetUp]
    public void AddPlugin() => LearnerPlugins.Add(new PlainPlugin());
}
