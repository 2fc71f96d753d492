namespace Cartel.Learning.Tests;

public sealed class DriftDetectorsTests
{
    [Test]
    public void Makes_each_kind_it_lists() =>
        Assert.That(DriftDetectors.Kinds.Select(static kind => DriftDetectors.Create(kind).GetType()), Is.Unique.And.Not.Empty);

    [Test]
    public void Names_those_there_are_when_asked_for_another() =>
        Assert.That(() => DriftDetectors.Create("oracle"), Throws.ArgumentException.With.Message.Contains("adwin, page-hinkley"));
}
