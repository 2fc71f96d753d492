namespace Cartel.Learning.Tests;

public sealed class DriftDetectorsTests
{
    [Test]
    public void Makes_each_kind_it_lists() =>
        Assert.That(DriftDetectors.Kinds.Select(static kind => DriftDetectors.Create(kind).GetType()), Is.Unique.And.Not.Empty);

    [Test]
    public void Names_those_there_are_when_asked_for_another() =>
        Assert.That(() => DriftDetectors.Create("oracle"), Throws.ArgumentException.With.Message.Contains("adwin, ddm, eddm, hddm-a, hddm-w, page-hinkley, cusum, kswin, periodic, never"));

    [Test]
    public void Lists_the_default() => Assert.That(DriftDetectors.Kinds, Does.Contain(DriftDetectors.Default));

    [TestCase("ddm?drift=2&warning=1&warmUp=50")]
    [TestCase("eddm?drift=0.8&warning=0.9&warmUp=50")]
    [TestCase("hddm-a?drift=0.0001&warning=0.001")]
    [TestCase("hddm-w?drift=0.0001&warning=0.001&weight=0.1")]
    [TestCase("page-hinkley?tolerance=0.01&threshold=20&warmUp=50")]
    [TestCase("cusum?threshold=9&odds=3")]
    [TestCase("kswin?significance=0.001&window=200&recent=50")]
    [TestCase("shiryaev-roberts?threshold=1e6")]
    [TestCase("periodic?every=500")]
    public void Takes_settings(string text) => Assert.That(() => DriftDetectors.Create(text), Throws.Nothing);

    [TestCase("ddm?drift=0")]
    [TestCase("eddm?warning=1.1")]
    [TestCase("hddm-a?drift=1")]
    [TestCase("hddm-w?weight=0")]
    [TestCase("page-hinkley?threshold=-1")]
    [TestCase("cusum?odds=1")]
    [TestCase("kswin?window=100&recent=100")]
    [TestCase("kswin?window=1000000000")]
    [TestCase("shiryaev-roberts?threshold=1")]
    [TestCase("periodic?every=0")]
    [TestCase("never?every=1")]
    public void Refuses_settings_out_of_bounds(string text)
    {
        var setting = text[(text.LastIndexOfAny(['?', '&']) + 1)..text.LastIndexOf('=')];

        Assert.That(() => DriftDetectors.Create(text), Throws.ArgumentException.With.Message.Contains(setting));
    }
}
