using System.Text.Json;
using Cartel.Agent;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Onnx;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Cli.Tests;

/// <summary><c>./cartel export</c>, on checkpoints as agents write them.</summary>
public sealed class ExportTests : FolderTest
{
    private static readonly string Valve = Path.Combine(Repository.Root, "models", "valve.json");

    private static readonly FeatureSchema Schema = TaskFile.Read(Valve).Schema.ToSchema();

    private string Output => Folder.File("model.onnx");

    [Test]
    public async Task The_model_of_an_agent_that_runs_is_that_of_its_last_checkpoint()
    {
        using var running = Running(out var model, out var encoder);
        File.Copy(Valve, Folder.File("task.json"));
        var before = Directory.GetFiles(Folder.Path).Length;

        var finished = await Export("--agent", Folder.Path, "-o", Output, "--json", Folder.File("export.json"));

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        Assert.That(await File.ReadAllBytesAsync(Output), Is.EqualTo(OnnxExport.Write(model, encoder, new ModelCard("valve", null, ["class:2 of valve-7, sha256 aa"]))));
        Assert.That(Directory.GetFiles(Folder.Path), Has.Length.EqualTo(before + 2), "the model and its description, and nothing else");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Folder.File("export.json")));
        Assert.That(json.RootElement.GetProperty("samples").GetInt64(), Is.EqualTo(60));
        Assert.That(json.RootElement.GetProperty("lineage")[0].GetString(), Is.EqualTo("class:2 of valve-7, sha256 aa"));
    }

    [Test]
    public async Task A_copy_of_a_checkpoint_is_exported_with_the_task_that_is_named()
    {
        using (Running(out _, out _))
        {
            // Closed, its file is whole.
        }

        File.Move(Folder.File("agent.db"), Folder.File("backup.db"));

        var finished = await Export("--snapshot", Folder.File("backup.db"), "--task", Valve, "-o", Output);

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        Assert.That(finished.Output, Does.StartWith("linear-logistic of 60 samples, "));
    }

    [Test]
    public void Without_the_tasks_manifest_it_says_which_option_names_it()
    {
        using var running = Running(out _, out _);

        Assert.That(() => ExportRun.Write(Folder.File("agent.db"), null, Output), Throws.TypeOf<SavedAgentException>().With.Message.Contains("--task"));
        Assert.That(File.Exists(Output), Is.False);
    }

    [Test]
    public void Another_tasks_manifest_is_refused()
    {
        using var running = Running(out _, out _);

        Assert.That(
            () => ExportRun.Write(Folder.File("agent.db"), Path.Combine(Repository.Root, "models", "zeek-conn.json"), Output),
            Throws.TypeOf<SavedAgentException>().With.Message.Contains("other columns or classes than those of the task “zeek-conn”"));
    }

    [TestCase("", "it holds no model yet")]
    [TestCase("no database at all, but long enough to have been taken for one", "it is no checkpoint of an agent, or damaged")]
    public void What_is_no_checkpoint_is_refused(string content, string reason)
    {
        File.WriteAllText(Folder.File("agent.db"), content);

        Assert.That(() => ExportRun.Write(Folder.File("agent.db"), Valve, Output), Throws.TypeOf<SavedAgentException>().With.Message.Contains(reason));
    }

    [Test]
    public async Task A_file_that_is_not_there_is_named()
    {
        var finished = await Export("--snapshot", Folder.File("gone.db"), "-o", Output);

        Assert.That(finished.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(finished.Errors, Does.Contain(Folder.File("gone.db")).And.Contain("there is no such checkpoint"));
    }

    // A checkpoint as an agent has it open, with a part of another one in its model.
    private Checkpoint Running(out IOnlineLearner model, out OneHotEncoder encoder)
    {
        encoder = new OneHotEncoder(Schema);
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear-logistic", Schema), new CollaborationOptions());
        var (random, row, features) = (new Random(1), new float[Schema.Features.Count], new float[Schema.EncodedLength]);
        for (var i = 0; i < 60; i++)
        {
            for (var j = 0; j < row.Length; j++) row[j] = random.Next(3);
            encoder.Observe(row);
            encoder.Encode(row, features);
            learner.Observe(features, i % Schema.Classes.Count);
        }

        model = learner.Model;
        var request = new TransferRequest("valve-1", new TransferTrigger(TriggerKind.Novelty, 40), [2], [1, 2, 3], [0.5, null, 1], Schema.Hash, 1000);
        var adopted = new TransferRecord("valve-1-novelty-40", request)
        {
            Parts = ["class:2"],
            Sources = new Dictionary<string, IReadOnlyList<PartSource>> { ["class:2"] = [new PartSource("valve-7", "aa")] },
            Outcome = TransferState.Adopted,
        };
        var checkpoint = new Checkpoint(Folder.Path);
        checkpoint.Save(new AgentSnapshot(60, Schema.Hash, encoder.Save(), learner.Save(), []), adopted, [], []);
        return checkpoint;
    }

    private static Task<Finished> Export(params string[] arguments) =>
        Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "export", .. arguments]);
}
