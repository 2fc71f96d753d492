using System.Security.Cryptography;
using Cartel.Testing;

namespace Cartel.Learning.Tests;

public sealed class ModelPartTests
{
    private static readonly string Hash = Blobs.Schema.Hash;

    [Test]
    public void Comes_back_from_its_bytes_as_it_was()
    {
        var part = new ModelPart("linear-hinge", Hash, "class:3", [3, 65_535], 77, [1, 2, 3]);

        var read = ModelPart.FromBytes(part.Bytes.Span);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.LearnerKind, Is.EqualTo("linear-hinge"));
            Assert.That(read.SchemaHash, Is.EqualTo(Hash));
            Assert.That(read.Id, Is.EqualTo("class:3"));
            Assert.That(read.Classes, Is.EqualTo(new[] { 3, 65_535 }));
            Assert.That(read.Evidence, Is.EqualTo(77));
            Assert.That(read.Payload.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(read.Bytes.ToArray(), Is.EqualTo(part.Bytes.ToArray()));
            Assert.That(read.Sha256, Is.EqualTo(part.Sha256));
        }
    }

    [Test]
    public void Has_the_documented_form()
    {
        var part = new ModelPart("k", new string('a', 64), "id", [258], 1, [9]);

        byte[] expected =
        [
            .. "CPRT"u8, 1, 1, (byte)'k', .. Enumerable.Repeat((byte)0xaa, 32), 2, (byte)'i', (byte)'d', 1, 0, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9,
        ];
        Assert.That(part.Bytes.ToArray(), Is.EqualTo(expected));
        Assert.That(part.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(expected))));
    }

    [Test]
    public void A_payload_that_packs_well_travels_as_Brotli_of_its_planes()
    {
        byte[] payload = [.. Enumerable.Range(0, 403).Select(i => (byte)(i % 4 == 3 ? 9 : i % 4))];

        var bytes = new ModelPart("k", Hash, "id", [0], 1, payload).Bytes.ToArray();

        const int At = 4 + 1 + 2 + 32 + 3 + 2 + 2 + 8;
        Assert.That(bytes[4], Is.EqualTo(2));
        Assert.That(BitConverter.ToInt32(bytes, At), Is.EqualTo(403));
        using var brotli = new System.IO.Compression.BrotliStream(new MemoryStream(bytes[(At + 4)..]), System.IO.Compression.CompressionMode.Decompress);
        using var planes = new MemoryStream();
        brotli.CopyTo(planes);
        // A hundred fours, so a hundred of each of their bytes, and the three that are left over.
        byte[] expected = [.. Enumerable.Repeat((byte)0, 100), .. Enumerable.Repeat((byte)1, 100), .. Enumerable.Repeat((byte)2, 100), .. Enumerable.Repeat((byte)9, 100), 0, 1, 2];
        Assert.That(planes.ToArray(), Is.EqualTo(expected));
        Assert.That(ModelPart.FromBytes(bytes).Payload.ToArray(), Is.EqualTo(payload));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(100_001)]
    public void A_payload_of_any_length_comes_back_bit_by_bit(int length)
    {
        var random = new Random(3);
        byte[] payload = [.. Enumerable.Range(0, length).Select(_ => (byte)random.Next(16))];

        var part = new ModelPart("k", Hash, "id", [0], 1, payload);

        Assert.That(ModelPart.FromBytes(part.Bytes.Span).Payload.ToArray(), Is.EqualTo(payload));
    }

    [TestCase(1 << 30, 100_000)]
    [TestCase(ModelPart.LargestBytes, 200_000)]
    [TestCase(50_000, 200_000)]
    [TestCase(0, 100_000)]
    [TestCase(-1, 100_000)]
    public void What_inflates_beyond_its_promise_or_promises_too_much_is_refused_and_takes_no_memory(int promised, int mostAllocated)
    {
        // As small a stream of zeros as Brotli makes: 64 MiB where the promise is short, 60 KB where it is long.
        var zeros = new byte[promised is > 0 and < 1 << 20 ? 1 << 26 : 60_000];
        var packed = new byte[1 << 12];
        Assert.That(System.IO.Compression.BrotliEncoder.TryCompress(zeros, packed, out var length, 9, 22), Is.True);
        var bomb = Envelope(promised, packed[..length]);
        Assert.That(() => ModelPart.FromBytes(bomb), Throws.TypeOf<ModelFormatException>());

        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            ModelPart.FromBytes(bomb);
        }
        catch (ModelFormatException)
        {
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(mostAllocated));
    }

    [Test]
    public void A_packed_form_with_its_own_damage_is_refused_or_is_of_the_promised_length()
    {
        var random = new Random(1);
        byte[] payload = [.. Enumerable.Range(0, 1000).Select(_ => (byte)random.Next(4))];
        var (bytes, refused) = (new ModelPart("k", Hash, "id", [0], 1, payload).Bytes.ToArray(), 0);
        Assert.That(bytes[4], Is.EqualTo(2));
        var start = bytes.Length - 40;
        for (var bit = 0; bit < 40 * 8; bit++)
        {
            byte[] damaged = [.. bytes];
            damaged[start + (bit / 8)] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.That(ModelPart.FromBytes(damaged).Payload.Length, Is.EqualTo(ModelPart.FromBytes(bytes).Payload.Length));
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.Positive);
    }

    [Test]
    public void Refuses_bytes_that_were_cut_short_lengthened_or_are_no_part()
    {
        foreach (var damaged in Damage.Of(Blobs.Trained("linear").Partition([1])[0].Bytes.ToArray()))
            Assert.That(() => ModelPart.FromBytes(damaged), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void Refuses_more_bytes_than_the_most_before_it_reads_any()
    {
        var bytes = new byte[ModelPart.LargestBytes + 1];

        Assert.That(() => ModelPart.FromBytes(bytes), Throws.TypeOf<ModelFormatException>().With.Message.Contains($"{ModelPart.LargestBytes}"));
        Assert.That(() => new ModelPart("k", Hash, "id", [0], 1, bytes), Throws.ArgumentException);
    }

    [TestCase("")]
    [TestCase("größe")]
    public void A_name_is_ASCII_and_not_empty(string name)
    {
        Assert.That(() => new ModelPart(name, Hash, "id", [0], 1, [1]), Throws.ArgumentException);
        Assert.That(() => new ModelPart("k", Hash, name, [0], 1, [1]), Throws.ArgumentException);
    }

    private static byte[] Envelope(int promised, byte[] packed)
    {
        // The header of a part without payload is that of version 2 but for the version and the length.
        byte[] bytes = [.. new ModelPart("k", Hash, "id", [0], 1, []).Bytes.Span[..^4], .. BitConverter.GetBytes(promised), .. packed];
        bytes[4] = 2;
        return bytes;
    }

    [Test]
    public void Refuses_negative_evidence() =>
        Assert.That(
            () => ModelPart.FromBytes(new ModelPart("k", Hash, "id", [0], -1, [1]).Bytes.Span), Throws.TypeOf<ModelFormatException>());
}
