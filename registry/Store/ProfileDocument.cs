using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>A profile as stores and replicas hold it: as an object, as its JSON, or as both.</summary>
/// <remarks>A replica keeps a hundred thousand of them as <see cref="Packed"/>: the numbers that every request for help looks at, and for the
/// rest the JSON, which is what is served, in short form (<see cref="PackedJson"/>). Thread-safe: whoever is second makes the same again.</remarks>
internal sealed class ProfileDocument
{
    private readonly AgentProfile? _profile;
    private readonly byte[]? _packed;
    private byte[]? _json;

    private ProfileDocument(AgentProfile? profile, byte[]? packed, ProfileNumbers numbers) => (_profile, _packed, Numbers) = (profile, packed, numbers);

    /// <summary>What is looked at of every agent.</summary>
    public ProfileNumbers Numbers { get; }

    /// <summary>Its sequence number.</summary>
    public long Sequence => Numbers.Sequence;

    /// <summary>The whole profile.</summary>
    public AgentProfile Profile => _profile ?? JsonSerializer.Deserialize(Json, CartelJson.Default.AgentProfile)!;

    /// <summary>Its JSON in UTF-8.</summary>
    public byte[] Json => _packed is not null ? PackedJson.Unpack(_packed) : _json ??= JsonSerializer.SerializeToUtf8Bytes(_profile!, CartelJson.Default.AgentProfile);

    [return: NotNullIfNotNull(nameof(profile))]
    public static implicit operator ProfileDocument?(AgentProfile? profile) => profile is null ? null : Of(profile);

    public static ProfileDocument Of(AgentProfile profile) => new(profile, packed: null, ProfileNumbers.Of(profile));

    public static ProfileDocument Parse(byte[] json) => new(profile: null, PackedJson.Pack(json), ProfileNumbers.Parse(json));

    /// <summary>The same without the object, where the JSON is at hand.</summary>
    public ProfileDocument Packed() => _profile is not null && _json is { } json ? new(profile: null, PackedJson.Pack(json), Numbers) : this;
}
