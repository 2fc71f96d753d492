using System.Security.Cryptography;
using System.Text;

namespace Cartel.Learning;

/// <summary>The smallest piece of a model that is useful alone, as it travels between agents.</summary>
/// <remarks>
/// <para>Binary form, little-endian: <c>CPRT</c>, version (1 byte, 1), learner kind (length byte, ASCII), schema hash
/// (32 bytes), part id (length byte, ASCII), number of classes (2 bytes) and each class's index (2 bytes), evidence
/// (8 bytes), length of the payload (4 bytes), payload. The payload is the learner's own, in raw feature space.</para>
/// <para>A part is known by the SHA-256 of this form.</para>
/// </remarks>
public sealed class ModelPart
{
    /// <summary>The largest binary form that is read or sent: 16 MiB.</summary>
    public const int LargestBytes = 16 * 1024 * 1024;

    /// <summary>The most evidence that a part may claim, in samples: counts that are added to it must not overflow.</summary>
    public const long MostEvidence = 1L << 50;

    private const int Version = 1;
    private static readonly byte[] Magic = "CPRT"u8.ToArray();

    private readonly byte[] _bytes;
    private readonly int _payloadStart;

    /// <summary>Makes a part from a learner's own payload.</summary>
    /// <exception cref="ArgumentException">A name is empty, too long or not ASCII; or the whole exceeds <see cref="LargestBytes"/>.</exception>
    public ModelPart(
        string learnerKind, string schemaHash, string id, IReadOnlyList<int> classes, long evidence, ReadOnlySpan<byte> payload)
    {
        (LearnerKind, SchemaHash, Id, Classes, Evidence) = (learnerKind, schemaHash, id, [.. classes], evidence);
        var writer = new MemoryStream();
        using var binary = new BinaryWriter(writer, Encoding.ASCII);
        binary.Write(Magic);
        binary.Write((byte)Version);
        WriteName(binary, learnerKind);
        binary.Write(Convert.FromHexString(schemaHash));
        WriteName(binary, id);
        binary.Write((ushort)Classes.Count);
        foreach (var label in Classes) binary.Write(checked((ushort)label));
        binary.Write(evidence);
        binary.Write(payload.Length);
        _payloadStart = (int)writer.Length;
        binary.Write(payload);
        _bytes = writer.ToArray();
        if (_bytes.Length > LargestBytes) throw new ArgumentException($"makes a part of {_bytes.Length} bytes; the most is {LargestBytes}", nameof(payload));
        Sha256 = HashOf(_bytes);
    }

    private ModelPart(
        string learnerKind, string schemaHash, string id, int[] classes, long evidence, byte[] bytes, int payloadStart)
    {
        (LearnerKind, SchemaHash, Id, Classes, Evidence) = (learnerKind, schemaHash, id, classes, evidence);
        (_bytes, _payloadStart, Sha256) = (bytes, payloadStart, HashOf(bytes));
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
    public ReadOnlySpan<byte> Payload => _bytes.AsSpan(_payloadStart);

    /// <summary>The binary form.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>SHA-256 of the binary form: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Reads a part from its binary form, as a stranger may have sent it.</summary>
    /// <exception cref="ModelFormatException">It is cut short, too long, of another version, or inconsistent.</exception>
    public static ModelPart FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestBytes) throw new ModelFormatException($"the part has {bytes.Length} bytes; the most is {LargestBytes}");

        var reader = new SpanReader(bytes);
        if (!reader.Bytes(4).SequenceEqual(Magic)) throw new ModelFormatException("not a Cartel model part: it does not start with CPRT");
        var version = reader.Byte();
        if (version != Version) throw new ModelFormatException($"the part has version {version}; this program reads {Version}");

        var learnerKind = reader.Name();
        var schemaHash = Convert.ToHexStringLower(reader.Bytes(32));
        var id = reader.Name();
        var classes = new int[reader.UInt16()];
        for (var i = 0; i < classes.Length; i++) classes[i] = reader.UInt16();
        var evidence = reader.Int64();
        if (evidence is < 0 or > MostEvidence)
            throw new ModelFormatException($"the part's evidence is {evidence}; 0 to {MostEvidence} samples are possible");
        var length = reader.Int32();
        if (length != reader.Left) throw new ModelFormatException($"the part promises {length} bytes of payload and holds {reader.Left}");

        return new ModelPart(learnerKind, schemaHash, id, classes, evidence, bytes.ToArray(), bytes.Length - length);
    }

    /// <summary>SHA-256 in the form that names parts: 64 lower-case hexadecimal digits.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static void WriteName(BinaryWriter binary, string name)
    {
        if (name.Length is 0 or > 255 || !Ascii.IsValid(name))
            throw new ArgumentException($"“{name}” is not a name of 1 to 255 ASCII characters", nameof(name));

        binary.Write((byte)name.Length);
        binary.Write(Encoding.ASCII.GetBytes(name));
    }
}
