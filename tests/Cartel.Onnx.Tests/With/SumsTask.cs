using Cartel.Testing;
using Google.Protobuf;

namespace Cartel.Onnx.Tests;

/// <summary>A task with columns of all kinds, four of which an extractor sums up in pairs.</summary>
internal static class SumsTask
{
    /// <summary>The manifest in a folder.</summary>
    public static string FileIn(TemporaryFolder folder) => folder.File("sums.json");

    /// <summary>Writes the manifest and the extractor.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="load">The name of the column that is a number and no input.</param>
    public static void Write(TemporaryFolder folder, string load = "load")
    {
        var model = TestModels.Sums().ToByteArray();
        File.WriteAllBytes(folder.File("sums.onnx"), model);
        File.WriteAllText(FileIn(folder), $$"""
            {
              "name": "sums", "learner": "linear",
              "extractor": { "name": "sums", "sha256": "{{TestModels.HashOf(model)}}", "length": {{TestModels.Length}}, "columns": ["a", "b", "c", "d"] },
              "schema": {
                "classes": ["calm", "very, very hot"],
                "features": [
                  { "name": "site", "kind": "nominal", "categories": ["north", "south \"2\""] },
                  { "name": "a", "kind": "numeric" }, { "name": "b", "kind": "numeric" }, { "name": "c", "kind": "numeric" }, { "name": "d", "kind": "unit" },
                  { "name": "{{load}}", "kind": "numeric" }
                ]
              }
            }
            """);
    }
}
