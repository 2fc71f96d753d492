namespace Cartel.Cli.Tests.Publish;

public sealed class PublishedVersionTests
{
    [TestCase("1.2.3", true)]
    [TestCase("1.2.3+rebuild.2", true)]
    [TestCase("1.2", false)]
    [TestCase("1.2.3-rc1", false, Description = "to Debian what follows a hyphen is its own revision")]
    [TestCase("1.2.3+", false)]
    [TestCase("1.2.3 ", false)]
    [TestCase("", false)]
    public void A_version_is_one_for_dotnet_and_for_Debian(string text, bool valid) => Assert.That(PublishedVersion.IsValid(text), Is.EqualTo(valid));

    [Test]
    public void A_commits_version_bears_its_time_and_hash()
    {
        var time = new DateTimeOffset(2026, 11, 21, 22, 38, 18, TimeSpan.FromHours(1));

        Assert.That(PublishedVersion.Of(time, "c75df0188"), Does.EndWith("+20261121213818.c75df0188"));
        Assert.That(PublishedVersion.IsValid(PublishedVersion.Of(time, "c75df0188")), Is.True);
        Assert.That(PublishedVersion.IsValid(PublishedVersion.Of(time, "")), Is.True);
    }
}
