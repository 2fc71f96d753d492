using Cartel.Learning;

namespace Cartel.Cli.Tests.Load;

public sealed class LoadMixTests
{
    [Test]
    public void Operations_come_as_often_as_their_weights_say()
    {
        const int Draws = 40_000;
        var mix = LoadMix.Parse("publish=3,agent=1");
        var random = new SeededRandom(1);

        var publications = Enumerable.Range(0, Draws).Count(_ => mix.Next(random) is LoadOperation.Publish);

        // Binomial: the standard deviation is √(40,000 · ¾ · ¼) = 87; five of them.
        Assert.That(publications, Is.EqualTo(30_000).Within(5 * 87));
    }

    [TestCase("publish")]
    [TestCase("read")]
    [TestCase("all")]
    public void A_mix_goes_by_name(string name) => Assert.That(LoadMix.Parse(name).Name, Is.EqualTo(name));

    [TestCase("everything")]
    [TestCase("publish=0")]
    [TestCase("publish=-1")]
    [TestCase("publish=1,publish=2")]
    [TestCase("register=1", Description = "that is done at the start")]
    [TestCase("")]
    public void What_is_no_mix_is_refused_with_a_list_of_those_that_are(string text) =>
        Assert.That(() => LoadMix.Parse(text), Throws.ArgumentException.With.Message.Contains("all, publish, read"));
}
