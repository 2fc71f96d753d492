using System.Buffers.Binary;
using System.Text;

namespace Cartel.Learning;

/// <summary>Reads little-endian values from bytes that may be damaged or hostile; never beyond their end.</summary>
/// <remarks>Every method throws <see cref="ModelFormatException"/> when the bytes end too soon.</remarks>
public ref struct SpanReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > _rest.Length)
            throw new ModelFormatException($"cut short: {count} bytes are due and {_rest.Length} are left");

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>The next byte.</summary>
    public byte Byte() => Bytes(1)[0];

    /// <summary>The next two bytes as an unsigned number.</summary>
    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    /// <summary>The next four bytes as a number.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    /// <summary>The next eight bytes as a number.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    /// <summary>The next eight bytes as a floating-point number.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8));

    /// <summary>The next eight bytes as a number of samples: at least 0, and no more than any stream has.</summary>
    public long Count()
    {
        var count = Int64();
        return count is >= 0 and <= 1L << 60 ? count : throw new ModelFormatException($"the bytes count {count} samples; no stream has so many");
    }

    /// <summary>The next byte, which must be the one version that is read.</summary>
    public void Version(byte due)
    {
        var version = Byte();
        if (version != due) throw new ModelFormatException($"the bytes are of version {version}; this program reads {due}");
    }

    /// <summary>A name of 1 to 255 ASCII characters after its length byte.</summary>
    public string Name()
    {
        var name = Bytes(Byte());
        if (name.Length == 0 || !Ascii.IsValid(name)) throw new ModelFormatException("a name is empty or not ASCII");
        return Encoding.ASCII.GetString(name);
    }

    /// <summary>Fills a vector of floats; every one must be finite.</summary>
    public void Floats(scoped Span<float> values)
    {
        var raw = Bytes(checked(values.Length * sizeof(float)));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
            if (!float.IsFinite(values[i])) throw new ModelFormatException($"value {i} of a vector is {values[i]}, not a finite number");
        }
    }

    /// <summary>Fills a vector of doubles; every one must be finite.</summary>
    public void Doubles(scoped Span<double> values)
    {
        var raw = Bytes(checked(values.Length * sizeof(double)));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(raw[(i * sizeof(double))..]);
            if (!double.IsFinite(values[i])) throw new ModelFormatException($"value {i} of a vector is {values[i]}, not a finite number");
        }
    }

    /// <summary>Checks that nothing is left over.</summary>
    public readonly void End()
    {
        if (_rest.Length > 0) throw new ModelFormatException($"{_rest.Length} bytes are left over at the end");
    }
}
