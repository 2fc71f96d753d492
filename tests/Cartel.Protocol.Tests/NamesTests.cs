namespace Cartel.Protocol.Tests;

public sealed class NamesTests
{
    [TestCase("a")]
    [TestCase("0")]
    [TestCase("-")]
    [TestCase("gateway-7")]
    [TestCase("abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxyz")]
    public void Letters_digits_and_hyphens_make_a_name(string name) => Assert.That(Names.IsValid(name[..Math.Min(63, name.Length)]), Is.True);

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("Gateway")]
    [TestCase("a_b")]
    [TestCase("a/b")]
    [TestCase("a:b")]
    [TestCase("..")]
    [TestCase("a\n")]
    [TestCase("größe")]
    [TestCase("٣")]
    [TestCase("abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxyz")]
    public void Anything_else_does_not(string? name) => Assert.That(Names.IsValid(name), Is.False);
}
