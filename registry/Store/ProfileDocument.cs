using System.Text.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>A profile as stores and replicas hold it: as an object, as its JSON, or as both.</summary>
/// <remarks>A replica keeps a hundred thousand of them as <see cref="Packed"/>: the numbers that every request for help looks at, and for the
/// rest the JSON, which is also what is served. Thread-safe: whoever is second makes the same again.</remarks>
internal sealed class ProfileDocument
{
    private readonly AgentProfile? _profile;
    private byte[]? _json;

    private ProfileDocument(AgentProfile? profile, byte[]? json, ProfileNumbers numbers) => (_profile, _json, Numbers) = (profile, json, numbers);

    /// <summary>What is looked at of every agent.</summary>
    public ProfileNumbers Numbers { get; }

    /// <summary>Its sequence number.</summary>
    public long Sequence => Numbers.Sequence;

    /// <summary>The whole profile.</summary>
    public AgentProfile Profile => _profile ?? JsonSerializer.Deserialize(_json, CartelJson.Default.AgentProfile)!;

    /// <summary>Its JSON in UTF-8.</summary>
    public byte[] Json => _json ??= JsonSerializer.SerializeToUtf8Bytes(_profile!, CartelJson.Default.AgentProfile);

    public static implicit operator ProfileDocument?(AgentProfile? profile) => profile is null ? null : Of(profile);

    public static ProfileDocument Of(AgentProfile profile) => new(profile, json: null, ProfileNumbers.Of(profile));

    public static ProfileDocument Parse(byte[] json) => new(profile: null, json, ProfileNumbers.Parse(json));

    /// <summary>The same without the object, where the JSON is at hand.</summary>
    public ProfileDocument Packed() => _profile is not null && _json is { } json ? new(profile: null, json, Numbers) : this;
}
