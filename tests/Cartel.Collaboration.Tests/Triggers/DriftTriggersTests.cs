namespace Cartel.Collaboration.Tests;

public sealed class DriftTriggersTests
{
    [TestCase("overall")]
    [TestCase("overall:page-hinkley?threshold=20")]
    [TestCase("class-recall:ddm")]
    [TestCase("overall+class-recall:hddm-w+paper?window=3")]
    [TestCase("never")]
    [TestCase(DriftTriggers.Default)]
    public void A_name_with_its_settings_is_taken(string name) => Assert.That(() => DriftTriggers.Check(name), Throws.Nothing);

    [TestCase("papers", "there are overall, class-recall, paper, never")]
    [TestCase("overall:adwim", "there is no detector")]
    [TestCase("overall+", "there is no trigger")]
    [TestCase("paper?limit=1.5", "limit=1.5")]
    [TestCase("paper?batches=5", "no setting “batches”")]
    [TestCase("never?limit=1", "it has none")]
    public void A_wrong_name_or_setting_is_refused_with_those_there_are(string name, string says) =>
        Assert.That(() => DriftTriggers.Check(name), Throws.ArgumentException.With.Message.Contains(says));

    [Test]
    public void Options_with_a_wrong_name_make_no_learner() =>
        Assert.That(
            () => new CollaborativeLearner(Learning.OnlineLearner.Create("linear", World.Schema), new CollaborationOptions { Trigger = "adwin" }),
            Throws.ArgumentException);
}
