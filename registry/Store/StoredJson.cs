using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Protocol;

namespace Cartel.Registry.Store;

/// <summary>The documents inside the stores: the protocol's own JSON.</summary>
internal static class StoredJson
{
    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    public static T Read<T>(string json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;

    /// <summary>Whether a text says what a value does, in whatever order or spacing; both may be missing.</summary>
    public static bool IsOf<T>(string? json, T? value, JsonTypeInfo<T> type)
        where T : class => json is null || value is null ? json is null && value is null : Write(Read(json, type), type) == Write(value, type);

    public static string Write(Transfer transfer) => Write(transfer, CartelJson.Default.Transfer);

    public static string Write(CartelEvent happened) => Write(happened, CartelJson.Default.CartelEvent);

    public static Transfer Transfer(string json) => Read(json, CartelJson.Default.Transfer);
}
