using System.Security.Cryptography;
using System.Text;

namespace Cartel.Protocol.Tests;

public sealed class PartTicketTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Key = [.. Enumerable.Range(0, PartTicket.KeyBytes).Select(static one => (byte)one)];
    private static readonly PartTicket Ticket = new("target", "sea.00f3", Now.AddMinutes(5));

    [Test]
    public void A_ticket_is_what_its_text_in_the_protocol_says()
    {
        var mac = HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"cartel-ticket-1\nplant/sea/donor\n{Now.AddMinutes(5).ToUnixTimeSeconds()}\ntarget\nsea.00f3\n"));
        var due = Convert.ToBase64String(mac).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.That(Ticket.Issue(Key, "plant", "sea", "donor"), Is.EqualTo($"{due}.{Now.AddMinutes(5).ToUnixTimeSeconds()}.target.sea.00f3"));
    }

    [Test]
    public void Its_donor_takes_it_until_it_ends()
    {
        var text = Ticket.Issue(Key, "plant", "sea", "donor");

        Assert.That(PartTicket.Check(text, Key, "plant", "sea", "donor", Now), Is.EqualTo(Ticket));
        Assert.That(PartTicket.Check(text, Key, "plant", "sea", "donor", Now.AddMinutes(5).AddSeconds(-1)), Is.EqualTo(Ticket));
        Assert.That(PartTicket.Check(text, Key, "plant", "sea", "donor", Now.AddMinutes(5)), Is.Null);
    }

    [Test]
    public void Nobody_else_takes_it()
    {
        var text = Ticket.Issue(Key, "plant", "sea", "donor");
        byte[] other = [.. Key.Reverse()];

        Assert.That(PartTicket.Check(text, other, "plant", "sea", "donor", Now), Is.Null);
        Assert.That(PartTicket.Check(text, Key, "other", "sea", "donor", Now), Is.Null);
        Assert.That(PartTicket.Check(text, Key, "plant", "other", "donor", Now), Is.Null);
        Assert.That(PartTicket.Check(text, Key, "plant", "sea", "other", Now), Is.Null);
    }

    [Test]
    public void Whatever_is_changed_in_it_makes_it_void()
    {
        var text = Ticket.Issue(Key, "plant", "sea", "donor");
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var other in "a0.-Z é")
            {
                if (text[i] == other) continue;

                // The last character of the MAC has bits to spare: base64 that differs in these alone is refused, too.
                var changed = text[..i] + other + text[(i + 1)..];
                Assert.That(PartTicket.Check(changed, Key, "plant", "sea", "donor", Now), Is.Null, changed);
            }

            Assert.That(PartTicket.Check(text[..i], Key, "plant", "sea", "donor", Now), Is.Null, "cut off");
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("...")]
    [TestCase("a.99999999999999999999.target.t")]
    [TestCase("a.-1.target.t")]
    [TestCase("é.1.target.t")]
    public void What_is_no_ticket_is_none(string? text) => Assert.That(PartTicket.Check(text, Key, "plant", "sea", "donor", Now), Is.Null);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase("AAAA+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_key_is_none(string? text) => Assert.That(PartTicket.ReadKey(text), Is.Null);

    [Test]
    public void A_key_is_32_bytes_in_base64url() => Assert.That(PartTicket.ReadKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"), Is.EqualTo(Key));
}
