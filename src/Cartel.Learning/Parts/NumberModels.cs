namespace Cartel.Learning;

/// <summary>Numbers of one kind that follow each other in a payload.</summary>
/// <param name="Width">Bytes of each: 1 (any byte), 2 (a half) or 4 (a float).</param>
/// <param name="Count">How many; at least 0.</param>
internal readonly record struct NumberRun(int Width, int Count);

/// <summary>The bits of a number, as one that was rounded has few of: whether it is 0, its sign, its exponent, the upper and the lower mantissa.</summary>
/// <remarks>
/// Each bit is coded by a <see cref="BitModel"/> of its own context: whether a number is 0 by whether its neighbour was and the number at its
/// place in the run before; an exponent by its own bits before; a bit of the upper mantissa by the exponent and its place, which is how numbers
/// on a grid become cheap; lower mantissas that are 0 together cost one bit that is soon almost free.
/// </remarks>
internal sealed class NumberModels(NumberRun run)
{
    private const int UpperBits = 7;

    private readonly BitModel[] _zero = new BitModel[4];
    private readonly BitModel[] _sign = new BitModel[1];
    private readonly BitModel[] _exponent = new BitModel[256];
    private readonly BitModel[] _upper = new BitModel[256 * UpperBits];
    private readonly BitModel[] _anyLower = new BitModel[1];
    private readonly BitModel[] _lower = new BitModel[23];

    private int ExponentBits => run.Width switch { 4 => 8, 2 => 5, _ => 0 };

    private int MantissaBits => run.Width switch { 4 => 23, 2 => 10, _ => 8 };

    /// <summary>Codes the bits of one number.</summary>
    /// <param name="value">Its bits; when reading, ignored.</param>
    /// <param name="neighbours">Bit 0: the number before it is 0; bit 1: the number at its place in the run before is.</param>
    /// <param name="coder">Reads or writes a bit.</param>
    public uint Code<T>(uint value, int neighbours, ref T coder)
        where T : IBitCoder, allows ref struct
    {
        var (exponentBits, mantissaBits) = (ExponentBits, MantissaBits);
        if (coder.Code(value == 0 ? 1 : 0, ref _zero[neighbours]) == 1) return 0;

        uint read = exponentBits == 0 ? 0 : (uint)coder.Code((int)(value >> (exponentBits + mantissaBits)) & 1, ref _sign[0]);
        var exponent = 1;
        for (var bit = exponentBits - 1; bit >= 0; bit--)
            exponent = (2 * exponent) | coder.Code((int)(value >> (mantissaBits + bit)) & 1, ref _exponent[exponent]);
        exponent -= 1 << exponentBits;
        read = (read << exponentBits) | (uint)exponent;

        var lowerBits = mantissaBits - UpperBits;
        for (var bit = 0; bit < UpperBits; bit++)
            read = (read << 1) | (uint)coder.Code((int)(value >> (mantissaBits - 1 - bit)) & 1, ref _upper[(exponent * UpperBits) + bit]);
        var any = coder.Code((value & ((1u << lowerBits) - 1)) == 0 ? 0 : 1, ref _anyLower[0]);
        for (var bit = lowerBits - 1; bit >= 0; bit--)
            read = (read << 1) | (any == 0 ? 0u : (uint)coder.Code((int)(value >> bit) & 1, ref _lower[bit]));
        return read;
    }
}

/// <summary>Reads or writes bits: one code for both, so that they cannot differ.</summary>
internal interface IBitCoder
{
    /// <summary>Writes a bit and returns it, or reads one.</summary>
    int Code(int bit, ref BitModel model);
}
