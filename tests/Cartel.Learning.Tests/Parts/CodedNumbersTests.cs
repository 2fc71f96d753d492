using System.Runtime.InteropServices;

namespace Cartel.Learning.Tests;

/// <summary>The coder of numbers: whatever goes in comes out, and what is on a grid takes few bits.</summary>
internal sealed class CodedNumbersTests
{
    [Test]
    public void Whatever_is_coded_is_decoded_bit_by_bit()
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            NumberRun[] runs = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new NumberRun(1 << random.Next(3), random.Next(0, 40)))];
            var payload = new byte[runs.Sum(static run => run.Width * run.Count)];
            // Wild bits, NaN and infinities among them; half of the bytes 0, as in rounded numbers.
            random.NextBytes(payload);
            for (var i = 0; i < payload.Length; i++) payload[i] *= (byte)(random.Next(2) * (round % 3));

            Assert.That(CodedNumbers.Decode(CodedNumbers.Code(payload, runs), payload.Length), Is.EqualTo(payload), $"round {round}");
        }
    }

    [Test]
    public void Numbers_on_a_grid_take_little_more_than_their_entropy()
    {
        var random = new Random(2);
        var numbers = Enumerable.Range(0, 2000).Select(_ => random.Next(-8, 9) / 4f).ToArray();

        var coded = CodedNumbers.Code(MemoryMarshal.AsBytes(numbers.AsSpan()), [new NumberRun(4, numbers.Length)]);

        // 17 values, equally likely: log2 17 bits each.
        var entropy = numbers.Length * Math.Log2(17) / 8;
        Assert.That(coded, Has.Length.InRange(entropy, 1.1 * entropy));
    }

    [Test]
    public void What_is_cut_short_or_promises_another_length_is_refused()
    {
        var payload = new byte[400];
        new Random(3).NextBytes(payload);
        var coded = CodedNumbers.Code(payload, [new NumberRun(4, 100)]);

        Assert.Multiple(() =>
        {
            Assert.That(() => CodedNumbers.Decode(coded.AsSpan(0, coded.Length / 2), 400), Throws.TypeOf<ModelFormatException>());
            Assert.That(() => CodedNumbers.Decode(coded.AsSpan(0, coded.Length - 1), 400), Throws.TypeOf<ModelFormatException>());
            Assert.That(() => CodedNumbers.Decode([.. coded, 0], 400), Throws.TypeOf<ModelFormatException>());
            Assert.That(() => CodedNumbers.Decode([1, 4, 0, 0, 16, 0, 0, 0, 0, 0], 4 << 20), Throws.TypeOf<ModelFormatException>(), "4 MiB of nothing");
            Assert.That(() => CodedNumbers.Decode(coded, 404), Throws.TypeOf<ModelFormatException>());
            Assert.That(() => CodedNumbers.Decode(coded.AsSpan(0, 3), 400), Throws.TypeOf<ModelFormatException>());
        });
    }
}
