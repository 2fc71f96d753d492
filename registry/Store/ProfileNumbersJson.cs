using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartel.Registry.Store;

/// <summary>Reads of a profile's JSON what <see cref="ProfileNumbers"/> holds, and passes over the rest: a registry that starts reads those of
/// its whole fleet.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NumbersRead))]
internal sealed partial class ProfileNumbersJson : JsonSerializerContext;

/// <summary>The members that are read.</summary>
internal sealed record NumbersRead(long Sequence, long[] ClassCounts, long[] Evidence, double?[] Recall, PartRead[] Parts, byte[]?[]? Sketch);

/// <summary>Those of a part.</summary>
internal sealed record PartRead(int[] Classes, [property: JsonConverter(typeof(HashKeyConverter))] ulong Sha256, SourceRead[]? DerivedFrom);

/// <summary>Those of where it comes from.</summary>
internal sealed record SourceRead([property: JsonConverter(typeof(HashKeyConverter))] ulong Sha256);

/// <summary>Reads a hash as its key (<see cref="ProfileNumbers.KeyOf"/>).</summary>
internal sealed class HashKeyConverter : JsonConverter<ulong>
{
    private const int Digits = 16;

    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        !reader.ValueIsEscaped && reader.ValueSpan is { Length: >= Digits } hash && ulong.TryParse(hash[..Digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
            ? key
            : ProfileNumbers.KeyOf(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) => throw new NotSupportedException();
}
