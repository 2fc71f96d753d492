using Cartel.Learning;

namespace Cartel.Cli.Tests;

public sealed class MainSettingTests
{
    [Test]
    public void Every_detector_but_the_baselines_has_one() =>
        Assert.That(MainSetting.Detectors, Is.EquivalentTo(DriftDetectors.Kinds.Except(["periodic", "never"])));

    [TestCaseSource(typeof(MainSetting), nameof(MainSetting.Detectors))]
    public void A_detector_takes_it_from_end_to_end(string detector)
    {
        var setting = MainSetting.Of(detector)!;

        foreach (var share in (double[])[0, 0.3, 1])
            Assert.That(() => DriftDetectors.Create(setting.Put(detector, setting.At(share))), Throws.Nothing);
    }

    [TestCase("hddm-a", ExpectedResult = "hddm-a?drift=0.0123")]
    [TestCase("hddm-a?warning=0.5&drift=0.7", ExpectedResult = "hddm-a?warning=0.5&drift=0.0123")]
    public string Is_put_in_place_of_what_was_there(string detector) => MainSetting.Of(detector)!.Put(detector, 0.0123);

    [Test]
    public void Has_three_digits() => Assert.That(new MainSetting("cusum", "threshold", 1, 1e6).At(0.5), Is.EqualTo(1000));
}
