using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Cartel.Cli;

/// <summary>Writes results for machines.</summary>
internal static class JsonFile
{
    /// <summary>Writes a value whole or not at all: a reader never sees half a file.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(value, type) + "\n");
        File.Move(path + ".new", path, overwrite: true);
    }
}
