namespace Cartel.Learning;

/// <summary>How likely a bit is to be 0, as counted so far: one context of an adaptive coder.</summary>
/// <remarks>Starts at one half and moves by 1/(n + 1.5) of the way at the n-th bit, at least by 1/64, so that some tens of bits teach it much.</remarks>
internal struct BitModel
{
    /// <summary>Probabilities are in units of 1/2^16.</summary>
    public const int Scale = 16;

    private const int Even = 1 << (Scale - 1);
    private const int Slowest = 63;
    private const int Least = 64;

    private ushort _zeroMinusEven;
    private byte _seen;

    /// <summary>The probability of 0, never 0 or 1.</summary>
    public readonly uint Zero => (uint)Math.Clamp((int)(ushort)(_zeroMinusEven + Even), Least, (1 << Scale) - Least);

    /// <summary>Learns a bit.</summary>
    public void Learn(int bit)
    {
        int zero = (ushort)(_zeroMinusEven + Even);
        var target = bit == 0 ? (1 << Scale) - 1 : 0;
        zero += (target - zero) * 2 / ((2 * _seen) + 3);
        _zeroMinusEven = (ushort)(zero - Even);
        if (_seen < Slowest) _seen++;
    }
}

/// <summary>An arithmetic coder of bits whose probabilities are learned on the way: the range coder of LZMA, with finer probabilities.</summary>
/// <remarks>G. N. N. Martin, “Range encoding”, 1979; carries as in I. Pavlov's LZMA SDK. The first byte, always 0 there, is left out.</remarks>
internal sealed class BinaryEncoder
{
    private const uint Top = 1u << 24;

    private readonly List<byte> _bytes = [];
    private ulong _low;
    private uint _range = uint.MaxValue;
    private byte _cache;
    private int _pending;
    private bool _first = true;

    public void Write(int bit, ref BitModel model)
    {
        var bound = (uint)(((ulong)_range * model.Zero) >> BitModel.Scale);
        if (bit == 0)
        {
            _range = bound;
        }
        else
        {
            _low += bound;
            _range -= bound;
        }

        model.Learn(bit);
        for (; _range < Top; _range <<= 8) Shift();
    }

    /// <summary>What was written; nothing more may follow.</summary>
    public byte[] ToArray()
    {
        for (var i = 0; i < 5; i++) Shift();
        return [.. _bytes];
    }

    private void Shift()
    {
        if (_low < 0xff00_0000 || _low > uint.MaxValue)
        {
            var carry = (byte)(_low >> 32);
            if (!_first) _bytes.Add((byte)(_cache + carry));
            for (; _pending > 0; _pending--) _bytes.Add((byte)(0xff + carry));
            (_cache, _first) = ((byte)(_low >> 24), false);
        }
        else
        {
            _pending++;
        }

        _low = (_low << 8) & uint.MaxValue;
    }
}

/// <summary>Reads what <see cref="BinaryEncoder"/> wrote.</summary>
internal ref struct BinaryDecoder
{
    private const uint Top = 1u << 24;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private uint _code;
    private uint _range = uint.MaxValue;

    public BinaryDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        for (var i = 0; i < 4; i++) _code = (_code << 8) | Next();
    }

    /// <summary>Whether more was read than there is: what comes then is made up.</summary>
    public readonly bool IsBeyondEnd => _at > _bytes.Length;

    /// <summary>Whether exactly what there is was read, as it is after the last bit of what an encoder wrote.</summary>
    public readonly bool IsAtEnd => _at == _bytes.Length;

    public int Read(ref BitModel model)
    {
        var bound = (uint)(((ulong)_range * model.Zero) >> BitModel.Scale);
        var bit = _code < bound ? 0 : 1;
        if (bit == 0)
        {
            _range = bound;
        }
        else
        {
            _code -= bound;
            _range -= bound;
        }

        model.Learn(bit);
        for (; _range < Top; _range <<= 8) _code = (_code << 8) | Next();
        return bit;
    }

    private byte Next() => _at++ < _bytes.Length ? _bytes[_at - 1] : (byte)0;
}
