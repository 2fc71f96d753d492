using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>The documents inside the stores: the protocol's own JSON.</summary>
internal static class StoredJson
{
    private const int MostRegistrations = 1_000;
    private static readonly ConcurrentDictionary<string, AgentRegistration> Registrations = new(StringComparer.Ordinal);

    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    /// <exception cref="JsonException">The text is no such document, or is null.</exception>
    public static T Read<T>(string json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new JsonException($"The stored {type.Type.Name} is null.");

    /// <summary>Whether a text says what a value does, in whatever order or spacing; both may be missing.</summary>
    public static bool IsOf<T>(string? json, T? value, JsonTypeInfo<T> type)
        where T : class => json is null || value is null ? json is null && value is null : Write(Read(json, type), type) == Write(value, type);

    public static string Write(Transfer transfer) => Write(transfer, CartelJson.Default.Transfer);

    public static string Write(CartelEvent happened) => Write(happened, CartelJson.Default.CartelEvent);

    /// <summary>Most agents of a fleet say the same when they register: it is kept once.</summary>
    public static AgentRegistration Registration(string json)
    {
        if (Registrations.TryGetValue(json, out var known)) return known;

        var read = Read(json, CartelJson.Default.AgentRegistration);
        if (Registrations.Count < MostRegistrations) Registrations.TryAdd(json, read);
        return read;
    }

    /// <summary>The same for one that has just been read.</summary>
    public static AgentRegistration Shared(AgentRegistration registration) => Registration(Write(registration, CartelJson.Default.AgentRegistration));

    public static Transfer Transfer(string json) => Read(json, CartelJson.Default.Transfer);
}
