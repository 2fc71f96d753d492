using System.Text;
using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

internal sealed class PackedJsonTests
{
    private static readonly string Hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    // "sha256":" and 64 digits become a mark and 32 bytes, any other word a mark.
    [TestCase("""[{"sha256":"#"},{"sha256":"#"},{"sha256":"#"}]""", 3 * (10 + 64 - 33))]
    [TestCase("""{"evidence":[1],"x":{"evidence":1}}""", 12 - 1 + 11 - 1)]
    [TestCase("""{"id":"class:7"}""", 12 - 1)]
    [TestCase("""{"donor":"#","id":"ä€𝄞"}""", 9 - 1)]
    [TestCase("""{"sha256":"01","x":{"sha256":"ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFAB"}}""", 0)]
    [TestCase("""{"name":"\"evidence\":[\"parts\":[{","parts" : [ ] }""", 0)]
    [TestCase("{\r\n\t\"any\": 1\n}", 0)]
    [TestCase("\"", 0)]
    [TestCase("\"sha256\":\"", 0)]
    [TestCase("", 0)]
    public void What_comes_out_is_what_went_in_and_words_take_a_byte(string text, int less)
    {
        var json = Encoding.UTF8.GetBytes(text.Replace("#", Hash, StringComparison.Ordinal));

        var packed = PackedJson.Pack(json);

        Assert.That(PackedJson.Unpack(packed), Is.EqualTo(json));
        Assert.That(packed, Has.Length.EqualTo(json.Length - less));
    }

    [Test]
    public void A_hash_of_zeros_or_of_marks_is_as_good_as_any_other()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"sha256":"{{new string('0', 64)}}","sha256":"{{new string('0', 63)}}1","sha256":"{{string.Concat(Enumerable.Repeat("0b", 32))}}"}""");

        Assert.That(PackedJson.Unpack(PackedJson.Pack(json)), Is.EqualTo(json));
    }

    [Test]
    public void Of_a_profile_with_ten_parts_less_than_half_is_left()
    {
        PartOffer[] parts = [.. Enumerable.Range(0, 10).Select(i => new PartOffer($"class:{i}", [i], Hash, 146 + i, 1000 * i, i == 3 ? [new PartSource("pump-7", Hash)] : null))];
        long[] counts = [.. Enumerable.Range(0, 10).Select(static i => 100L + i)];
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new AgentProfile(7, 700, counts, counts, [.. counts.Select(static _ => (double?)0.875)], [.. counts.Select(static _ => (double?)0.875)], parts),
            CartelJson.Default.AgentProfile);

        var packed = PackedJson.Pack(json);

        Assert.That(PackedJson.Unpack(packed), Is.EqualTo(json));
        Assert.That(packed, Has.Length.LessThan(json.Length / 2));
    }

    [Test]
    public void Any_bytes_without_control_characters_come_out_as_they_went_in([Values(1, 2, 3, 4, 5)] int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["\"", "sha256", ":", "evidence", "[", "{", "parts", "\\", Hash, Hash[..63], "\"id\":\"class:", ",", "ä", "\n"];
        for (var i = 0; i < 1000; i++)
        {
            var json = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)])));

            Assert.That(PackedJson.Unpack(PackedJson.Pack(json)), Is.EqualTo(json));
        }
    }
}
