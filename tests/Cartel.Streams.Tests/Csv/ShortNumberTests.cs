using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Cartel.Streams.Tests;

/// <summary>Numbers read eight bytes at once against those that .NET reads.</summary>
public sealed partial class ShortNumberTests
{
    private const string Alphabet = "0123456789.-+eE /:\0";

    [Test]
    public void Every_text_of_up_to_four_characters_is_read_as_DotNET_reads_it_or_left_alone()
    {
        for (var length = 0; length <= 4; length++)
        {
            var count = (int)Math.Pow(Alphabet.Length, length);
            for (var number = 0; number < count; number++) Check(Text(number, length));
        }
    }

    [Test]
    public void Random_texts_are_read_as_DotNET_reads_them_or_left_alone([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        Span<char> text = stackalloc char[12];
        for (var i = 0; i < 100_000; i++)
        {
            var length = random.Next(1, text.Length);
            for (var at = 0; at < length; at++) text[at] = random.Next(20) == 0 ? Alphabet[random.Next(Alphabet.Length)] : (char)('0' + random.Next(10));
            if (random.Next(2) == 0) text[random.Next(length)] = '.';
            if (random.Next(3) == 0) text[0] = '-';
            Check(text[..length]);
        }
    }

    [Test]
    public void Bytes_beyond_ASCII_are_left_alone()
    {
        for (var value = 0; value < 256; value++)
        {
            if (value is >= '0' and <= '9' or '.' or '-') continue;
            for (var length = 1; length <= 8; length++)
            {
                for (var at = 0; at < length; at++)
                {
                    var field = Enumerable.Repeat((byte)'9', length).ToArray();
                    field[at] = (byte)value;
                    Assert.That(ShortNumber.TryRead(field, out _), Is.False, $"{value} at {at} of {length}");
                }
            }
        }
    }

    private static void Check(ReadOnlySpan<char> text)
    {
        Span<byte> field = stackalloc byte[text.Length];
        Encoding.ASCII.GetBytes(text, field);
        var isShort = Short().IsMatch(text);
        if (ShortNumber.TryRead(field, out var value) != isShort) Assert.Fail($"“{text}” is{(isShort ? "" : " not")} to be read here");
        if (!isShort) return;

        var expected = (float)double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (BitConverter.SingleToInt32Bits(value) != BitConverter.SingleToInt32Bits(expected)) Assert.Fail($"“{text}” was read as {value:R}, and is {expected:R}");
    }

    private static char[] Text(int number, int length)
    {
        var text = new char[length];
        for (var at = 0; at < length; at++)
        {
            text[at] = Alphabet[number % Alphabet.Length];
            number /= Alphabet.Length;
        }

        return text;
    }

    [GeneratedRegex(@"^-?(?=[0-9.]{1,8}\z)(?:[0-9]+\.?[0-9]*|\.[0-9]+)\z")]
    private static partial Regex Short();
}
