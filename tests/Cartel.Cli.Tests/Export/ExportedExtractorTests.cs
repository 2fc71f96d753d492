using System.Text.Json;
using Cartel.Agent;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Onnx;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Cli.Tests;

/// <summary><c>./cartel export</c> of a task that has a feature extractor.</summary>
public sealed class ExportedExtractorTests : FolderTest
{
    private static readonly string Shipped = Path.Combine(Repository.Root, "models", "digits");

    private static readonly string Digits = Path.Combine(Shipped, "digits.json");

    private static readonly TaskManifest Manifest = TaskFile.Read(Digits);

    private string State => Folder.File("state");

    private string Output => Folder.File("model.onnx");

    [Test]
    public async Task The_model_holds_the_extractor_that_lies_beside_the_manifest()
    {
        var (model, encoder) = Save();

        var finished = await Shell.RunAsync(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "export", "--snapshot", Path.Combine(State, "agent.db"), "--task", Digits, "-o", Output, "--json", Folder.File("export.json")]);

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        var extractor = new TaskExtractor("digits", ExtractorModel.Read(Path.Combine(Shipped, "digits.onnx"), Manifest.Extractor!.Sha256, 784, 48), [.. Enumerable.Range(0, 784)]);
        Assert.That(await File.ReadAllBytesAsync(Output), Is.EqualTo(OnnxExport.Write(model, encoder, new ModelCard("digits", null, []), extractor)));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Folder.File("export.json")));
        Assert.That(json.RootElement.GetProperty("samples").GetInt64(), Is.EqualTo(60));
    }

    [Test]
    public void It_is_found_beside_the_manifest_that_the_agent_began_with()
    {
        Save();
        File.Copy(Digits, Path.Combine(State, "task.json"));
        Tell(Digits);

        Assert.That(Export().Bytes, Is.GreaterThan(new FileInfo(Path.Combine(Shipped, "digits.onnx")).Length));
    }

    [Test]
    public void It_is_found_in_the_state_folder()
    {
        Save();
        foreach (var (file, name) in (ReadOnlySpan<(string, string)>)[("digits.json", "task.json"), ("digits.onnx", "digits.onnx")]) File.Copy(Path.Combine(Shipped, file), Path.Combine(State, name));

        Assert.That(Export().Learner, Is.EqualTo("linear-logistic"));
    }

    [Test]
    public void Where_it_is_not_is_said_with_the_option_that_helps([Values("", "/", "gone.json", null)] string? told)
    {
        Save();
        File.Copy(Digits, Path.Combine(State, "task.json"));
        Tell(told);

        Assert.That(Export, Throws.TypeOf<TaskFileException>().With.Message.Contains("its feature extractor “digits” is not here").And.Message.Contains(Path.Combine(State, "digits.onnx")).And.Message.Contains("--task"));
        Assert.That(File.Exists(Output), Is.False);
    }

    [Test]
    public void Another_file_than_the_tasks_is_refused()
    {
        Save();
        File.Copy(Digits, Path.Combine(State, "task.json"));
        File.WriteAllText(Path.Combine(State, "digits.onnx"), "another one");

        Assert.That(Export, Throws.TypeOf<OnnxException>().With.Message.Contains(Path.Combine(State, "digits.onnx")).And.Message.Contains("the task wants 6184"));
    }

    [Test]
    public void A_manifest_with_another_extractor_is_refused()
    {
        Save();
        File.WriteAllText(Path.Combine(State, "task.json"), File.ReadAllText(Digits).Replace("61843aa5", "00000000", StringComparison.Ordinal));

        Assert.That(Export, Throws.TypeOf<SavedAgentException>().With.Message.Contains("another feature extractor, or other columns or classes"));
    }

    private ExportResult Export() => ExportRun.Write(Path.Combine(State, "agent.db"), null, Output);

    // What a running agent says of itself, less what nobody asks here.
    private void Tell(string? taskFile) =>
        File.WriteAllText(Path.Combine(State, "status.json"), $$"""{ "agent": "d1", "configuration": { "readAt": "2026-03-04T05:06:07Z", "reads": 0, "needRestart": [], "taskFile": {{(taskFile is null ? "null" : $"\"{taskFile}\"")}} } }""");

    // A checkpoint as an agent of that task writes it; its embeddings are made here.
    private (IOnlineLearner Model, OneHotEncoder Encoder) Save()
    {
        Directory.CreateDirectory(State);
        var (schema, encoder) = (Manifest.ToModelSchema(), new OneHotEncoder(Manifest.Schema.ToSchema()));
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear-logistic", schema), new CollaborationOptions());
        var (random, embedding) = (new Random(1), new float[schema.EncodedLength]);
        for (var i = 0; i < 60; i++)
        {
            for (var j = 0; j < embedding.Length; j++) embedding[j] = random.Next(3);
            learner.Observe(embedding, i % schema.Classes.Count);
        }

        using var checkpoint = new Checkpoint(State);
        checkpoint.Save(new AgentSnapshot(60, schema.Hash, encoder.Save(), learner.Save(), []), null, [], []);
        return (learner.Model, encoder);
    }
}
