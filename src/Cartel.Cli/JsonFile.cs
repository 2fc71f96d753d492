using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartel.Cli;

/// <summary>Writes results for machines.</summary>
internal static class JsonFile
{
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) => WholeFile.Write(path, JsonSerializer.Serialize(value, type) + "\n");
}
