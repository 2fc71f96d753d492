using System.Security.Cryptography;
using System.Text;

namespace Cartel.Learning;

/// <summary>The smallest piece of a model that is useful alone, as it travels between agents.</summary>
/// <remarks>
/// <para>Binary form, little-endian: <c>CPRT</c>, version (1 byte, 1 to 3), learner kind (length byte, ASCII), schema hash
/// (32 bytes), part id (length byte, ASCII), number of classes (2 bytes) and each class's index (2 bytes), evidence
/// (8 bytes), length of the payload (4 bytes), payload. The payload is the learner's own, in raw feature space: in version 1
/// as it is, in version 2 as <see cref="PackedPayload"/> packs it, in version 3 as <see cref="CodedNumbers"/> codes it. The shortest is
/// written, when first asked for.</para>
/// <para>A part is known by the SHA-256 of this form as it was made or received: it is never packed again.</para>
/// </remarks>
public sealed class ModelPart
{
    /// <summary>The largest binary form that is read or sent, packed or not: 16 MiB.</summary>
    public const int LargestBytes = 16 * 1024 * 1024;

    /// <summary>The most evidence that a part may claim, in samples: counts that are added to it must not overflow.</summary>
    public const long MostEvidence = 1L << 50;

    private const byte Plain = 1;
    private const byte Packed = 2;
    private const byte Coded = 3;
    private static readonly byte[] Magic = "CPRT"u8.ToArray();

    private readonly byte[] _payload;
    private readonly Lazy<(byte[] Bytes, string Sha256)> _form;

    /// <summary>Makes a part from a learner's own payload.</summary>
    /// <exception cref="ArgumentException">A name is empty, too long or not ASCII; or the whole, unpacked, exceeds <see cref="LargestBytes"/>.</exception>
    public ModelPart(
        string learnerKind, string schemaHash, string id, IReadOnlyList<int> classes, long evidence, ReadOnlySpan<byte> payload)
        : this(learnerKind, schemaHash, id, classes, evidence, payload, runs: null)
    {
    }

    /// <summary>The same of a payload of which is known where its numbers lie; null: it is not.</summary>
    internal ModelPart(
        string learnerKind, string schemaHash, string id, IReadOnlyList<int> classes, long evidence, ReadOnlySpan<byte> payload, IReadOnlyList<NumberRun>? runs)
    {
        (LearnerKind, SchemaHash, Id, Classes, Evidence, _payload) = (learnerKind, schemaHash, id, [.. classes], evidence, payload.ToArray());
        var plain = Write(Plain, payload);
        if (plain.Length > LargestBytes) throw new ArgumentException($"makes a part of {plain.Length} bytes; the most is {LargestBytes}", nameof(payload));
        _form = new(() =>
        {
            var (version, packed) = runs is null ? (Packed, PackedPayload.Pack(_payload)) : (Coded, CodedNumbers.Code(_payload, runs));
            var bytes = packed.Length < _payload.Length ? Write(version, packed) : plain;
            return (bytes, HashOf(bytes));
        });
    }

    private ModelPart(
        string learnerKind, string schemaHash, string id, int[] classes, long evidence, byte[] payload, byte[] bytes)
    {
        (LearnerKind, SchemaHash, Id, Classes, Evidence, _payload) = (learnerKind, schemaHash, id, classes, evidence, payload);
        _form = new((bytes, HashOf(bytes)));
    }

    /// <summary>The kind of learner that made it and can merge it.</summary>
    public string LearnerKind { get; }

    /// <summary>The hash of the schema that it belongs to.</summary>
    public string SchemaHash { get; }

    /// <summary>What it is within its model, such as <c>class:3</c>.</summary>
    public string Id { get; }

    /// <summary>The classes that it knows, as indices into the schema's classes.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>How many samples of its classes formed it.</summary>
    public long Evidence { get; }

    /// <summary>The learner's own content.</summary>
    public ReadOnlySpan<byte> Payload => _payload;

    /// <summary>The binary form.</summary>
    public ReadOnlyMemory<byte> Bytes => _form.Value.Bytes;

    /// <summary>SHA-256 of the binary form: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 => _form.Value.Sha256;

    /// <summary>Reads a part from its binary form, as a stranger may have sent it.</summary>
    /// <exception cref="ModelFormatException">It is cut short, too long, of another version, or inconsistent.</exception>
    public static ModelPart FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestBytes) throw new ModelFormatException($"the part has {bytes.Length} bytes; the most is {LargestBytes}");

        var reader = new SpanReader(bytes);
        if (!reader.Bytes(4).SequenceEqual(Magic)) throw new ModelFormatException("not a Cartel model part: it does not start with CPRT");
        var version = reader.Byte();
        if (version is not (Plain or Packed or Coded)) throw new ModelFormatException($"the part has version {version}; this program reads {Plain} to {Coded}");

        var learnerKind = reader.Name();
        var schemaHash = Convert.ToHexStringLower(reader.Bytes(32));
        var id = reader.Name();
        var classes = new int[reader.UInt16()];
        for (var i = 0; i < classes.Length; i++) classes[i] = reader.UInt16();
        var evidence = reader.Int64();
        if (evidence is < 0 or > MostEvidence)
            throw new ModelFormatException($"the part's evidence is {evidence}; 0 to {MostEvidence} samples are possible");
        var length = reader.Int32();
        if (length is < 0 or > LargestBytes) throw new ModelFormatException($"the part promises {length} bytes of payload; the most is {LargestBytes}");

        var payload = version switch
        {
            Packed => PackedPayload.Unpack(reader.Bytes(reader.Left), length),
            Coded => CodedNumbers.Decode(reader.Bytes(reader.Left), length),
            _ => reader.Bytes(length).ToArray(),
        };
        reader.End();
        return new ModelPart(learnerKind, schemaHash, id, classes, evidence, payload, bytes.ToArray());
    }

    /// <summary>SHA-256 in the form that names parts: 64 lower-case hexadecimal digits.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private byte[] Write(byte version, ReadOnlySpan<byte> payload)
    {
        var writer = new MemoryStream();
        using var binary = new BinaryWriter(writer, Encoding.ASCII);
        binary.Write(Magic);
        binary.Write(version);
        WriteName(binary, LearnerKind);
        binary.Write(Convert.FromHexString(SchemaHash));
        WriteName(binary, Id);
        binary.Write((ushort)Classes.Count);
        foreach (var label in Classes) binary.Write(checked((ushort)label));
        binary.Write(Evidence);
        binary.Write(_payload.Length);
        binary.Write(payload);
        return writer.ToArray();
    }

    private static void WriteName(BinaryWriter binary, string name)
    {
        if (name.Length is 0 or > 255 || !Ascii.IsValid(name))
            throw new ArgumentException($"“{name}” is not a name of 1 to 255 ASCII characters", nameof(name));

        binary.Write((byte)name.Length);
        binary.Write(Encoding.ASCII.GetBytes(name));
    }
}
