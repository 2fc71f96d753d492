using System.Globalization;
using System.Text;

namespace Cartel.Streams;

/// <summary>What a field holds.</summary>
internal enum CsvValue
{
    /// <summary>A finite number.</summary>
    Number,

    /// <summary>Nothing, or a question mark.</summary>
    Missing,

    /// <summary>A word for NaN or infinity, or a number too large for single precision.</summary>
    NotFinite,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>Reads numbers: sign, digits, point, digits, exponent, spaces around; as doubles, then rounded to single.</summary>
internal static class CsvNumber
{
    // A mantissa below 2⁵³ over a power of ten up to 10²² is one correctly rounded division (W. D. Clinger, PLDI 1990).
    private const int MostDigits = 15;
    private const int MostQuoted = 40;
    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    public static CsvValue Read(ReadOnlySpan<byte> field, out float value)
    {
        if (ShortNumber.TryRead(field, out value)) return CsvValue.Number;

        field = Trim(field);
        value = float.NaN;
        if (field.IsEmpty || field is [(byte)'?']) return CsvValue.Missing;

        if (!TryPlain(field, out var number)
            && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return IsWordForNotFinite(field) ? CsvValue.NotFinite : CsvValue.Text;
        }

        value = (float)number;
        return float.IsFinite(value) ? CsvValue.Number : CsvValue.NotFinite;
    }

    // Nearly every field has no space at either end, and two comparisons tell.
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> field) =>
        field is [] or [> (byte)' ', .., > (byte)' '] or [> (byte)' '] ? field : field.Trim(" \t"u8);

    /// <summary>Whether a field without spaces around it holds nothing.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> field) => field.IsEmpty || field is [(byte)'?'];

    /// <summary>Why a field is no number, in words.</summary>
    public static string Complaint(ReadOnlySpan<byte> field) => Read(field, out _) is CsvValue.NotFinite
        ? $"holds {Quote(field)}, which is no finite number"
        : $"holds the text {Quote(field)} where a number is due";

    /// <summary>A field in a message.</summary>
    public static string Quote(ReadOnlySpan<byte> field) =>
        $"“{Encoding.UTF8.GetString(field.Length > MostQuoted ? field[..MostQuoted] : field)}{(field.Length > MostQuoted ? "…" : "")}”";

    private static bool TryPlain(ReadOnlySpan<byte> field, out double number)
    {
        var negative = field[0] == '-';
        var digits = negative ? field[1..] : field;
        number = 0;
        if (digits.IsEmpty || digits.Length > MostDigits + 1) return false;

        long mantissa = 0;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[i] - '0';
            if (digit is >= 0 and <= 9) mantissa = mantissa * 10 + digit;
            else if (digits[i] == '.' && point < 0) point = i;
            else return false;
        }

        var count = point < 0 ? digits.Length : digits.Length - 1;
        if (count is 0 or > MostDigits) return false;

        number = point < 0 ? mantissa : mantissa / PowersOfTen[digits.Length - point - 1];
        if (negative) number = -number;
        return true;
    }

    private static bool IsWordForNotFinite(ReadOnlySpan<byte> field)
    {
        if (field[0] is (byte)'+' or (byte)'-') field = field[1..];
        return Ascii(field, "nan"u8) || Ascii(field, "inf"u8) || Ascii(field, "infinity"u8);

        static bool Ascii(ReadOnlySpan<byte> field, ReadOnlySpan<byte> word) => System.Text.Ascii.EqualsIgnoreCase(field, word);
    }
}
