using System.Security.Cryptography;

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

    [Test]
    public void Refuses_negative_evidence() =>
        Assert.That(
            () => ModelPart.FromBytes(new ModelPart("k", Hash, "id", [0], -1, [1]).Bytes.Span), Throws.TypeOf<ModelFormatException>());
}
