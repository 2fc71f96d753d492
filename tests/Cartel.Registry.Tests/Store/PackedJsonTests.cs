using System.Text;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

internal sealed class PackedJsonTests
{
    private static readonly string Hash = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    // 64 digits become a mark and 32 bytes.
    [TestCase("""{"parts":[{"sha256":"#","sizeBytes":1},{"sha256":"#"}],"derivedFrom":[{"sha256":"#"}]}""", 3)]
    [TestCase("""{"sha256":"#"}""", 1)]
    [TestCase("""{"donor":"#","id":"ä€𝄞"}""", 0)]
    [TestCase("""{"sha256":"01","x":{"sha256":"ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFAB"}}""", 0)]
    [TestCase("", 0)]
    public void What_comes_out_is_what_went_in_and_each_hash_takes_31_bytes_less(string text, int hashes)
    {
        var json = Encoding.UTF8.GetBytes(text.Replace("#", Hash, StringComparison.Ordinal));

        var packed = PackedJson.Pack(json);

        Assert.That(packed, Has.Length.EqualTo(json.Length - 31 * hashes));
        Assert.That(PackedJson.Unpack(packed), Is.EqualTo(json));
    }

    [Test]
    public void A_hash_of_zeros_is_as_good_as_any_other()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"sha256":"{{new string('0', 64)}}","more":"{{Hash}}"}""");

        Assert.That(PackedJson.Unpack(PackedJson.Pack(json)), Is.EqualTo(json));
    }
}
