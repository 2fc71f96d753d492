using System.Text.Json;
using Cartel.Agent;
using Cartel.Collaboration;
using Cartel.Onnx;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Cli.Tests;

/// <summary><c>./cartel import</c>, of the classifier in models/.</summary>
public sealed class ImportTests : FolderTest
{
    private static readonly string Models = Path.Combine(Repository.Root, "models");

    private static readonly string Valve = Path.Combine(Models, "valve.json");

    private static readonly string Classifier = Path.Combine(Models, "valve-logistic.onnx");

    private static readonly string Samples = $"csv:{Path.Combine(Models, "valve-sample.csv")}?label=class";

    private string State => Folder.File("state");

    [Test]
    public async Task An_agent_begins_with_the_model_and_knows_what_it_publishes()
    {
        var finished = await Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "import", Classifier, "--task", Valve, "--data", Samples, "--agent", State, "--json", Folder.File("import.json")]);

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
        Assert.That(finished.Output, Does.Contain("linear, 3 classes one versus the rest, taken up by linear-logistic").And.Contain(Path.Combine(State, "agent.db")));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Folder.File("import.json")));
        var learner = Begun();
        Assert.Multiple(() =>
        {
            Assert.That(json.RootElement.GetProperty("samples").GetInt64(), Is.EqualTo(300));
            Assert.That(json.RootElement.GetProperty("accuracy").GetDouble(), Is.GreaterThan(0.98).And.EqualTo(learner.Metrics.Overall.Accuracy));
            Assert.That(learner.CurrentCounts.Sum(), Is.EqualTo(300));
            Assert.That(learner.PartsOnOffer().SelectMany(static part => part.Classes), Is.EquivalentTo(new[] { 0, 1, 2 }));
            Assert.That(learner.OpenTrigger, Is.Null);
            Assert.That(TaskFile.Read(Path.Combine(State, "task.json")).Name, Is.EqualTo("valve"));
        });
    }

    [Test]
    public void What_it_predicts_is_exported_again_as_it_was()
    {
        Import();

        ExportRun.Write(Path.Combine(State, "agent.db"), null, Folder.File("again.onnx"));

        Assert.That(new FileInfo(Folder.File("again.onnx")).Length, Is.Positive);
        Assert.That(Begun().Model.SamplesLearned, Is.EqualTo(300));
    }

    [Test]
    public void Samples_of_classes_that_the_model_does_not_know_are_left_out()
    {
        // The same task with one more class, of which there are samples, too.
        var document = JsonSerializer.Deserialize(File.ReadAllBytes(Valve), CartelJson.Default.TaskManifest)!;
        File.WriteAllText(Folder.File("task.json"), JsonSerializer.Serialize(document with { Schema = document.Schema with { Classes = [.. document.Schema.Classes, "gone"] } }, CartelJson.Default.TaskManifest));
        File.WriteAllLines(Folder.File("samples.csv"), File.ReadAllLines(Path.Combine(Models, "valve-sample.csv")).Append("5,40,11,0.4,water,gone"));

        var result = Import(task: Folder.File("task.json"), data: $"csv:{Folder.File("samples.csv")}?label=class");

        Assert.That((result.Samples, result.LeftOut), Is.EqualTo((300, 1)));
        Assert.That(result.Recall.Keys, Does.Not.Contain("gone"));
    }

    [Test]
    public void Where_there_is_an_agent_already_nothing_is_written()
    {
        Import();
        var before = File.ReadAllBytes(Path.Combine(State, "agent.db"));

        Assert.That(() => Import(), Throws.TypeOf<SavedAgentException>().With.Message.Contains("there is an agent already"));
        Assert.That(File.ReadAllBytes(Path.Combine(State, "agent.db")), Is.EqualTo(before));
    }

    [TestCase("naive-bayes", "its learner “naive-bayes” cannot take up a model")]
    [TestCase("hoeffding-tree", "of no trees")]
    public void A_learner_that_cannot_take_it_up_is_named(string learner, string reason)
    {
        File.WriteAllText(Folder.File("task.json"), File.ReadAllText(Valve).Replace("linear-logistic", learner, StringComparison.Ordinal));

        Assert.That(() => Import(task: Folder.File("task.json")), Throws.TypeOf<TaskFileException>().With.Message.Contains(reason));
        Assert.That(Directory.Exists(State), Is.False);
    }

    [Test]
    public void A_class_without_a_sample_is_named()
    {
        File.WriteAllLines(Folder.File("samples.csv"), File.ReadAllLines(Path.Combine(Models, "valve-sample.csv")).Where(static line => !line.EndsWith("stuck", StringComparison.Ordinal)));

        Assert.That(() => Import(data: $"csv:{Folder.File("samples.csv")}?label=class"), Throws.TypeOf<DataSpecException>().With.Message.Contains("no sample of “stuck”"));
    }

    [TestCase("?label=class&follow=true", "it has no end")]
    [TestCase("?label=clas", "has no label column")]
    public void Data_that_cannot_serve_is_refused(string options, string reason) =>
        Assert.That(() => Import(data: Samples.Replace("?label=class", options, StringComparison.Ordinal)), Throws.Exception.With.Message.Contains(reason));

    [Test]
    public void A_file_that_is_no_model_is_refused() =>
        Assert.That(() => Import(model: Valve), Throws.TypeOf<OnnxException>().With.Message.Contains("valve.json: it is no ONNX model"));

    [Test]
    public async Task A_name_that_is_none_is_refused_before_anything_is_read()
    {
        var finished = await Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel.dll"), "import", Classifier, "--task", Valve, "--data", Samples, "--agent", "Valve 1"]);

        Assert.That(finished.ExitCode, Is.Not.Zero);
        Assert.That(finished.Errors, Does.Contain("“Valve 1” is neither a folder's path nor a name of an agent"));
    }

    private ImportResult Import(string? model = null, string? task = null, string? data = null) =>
        new ImportRun(model ?? Classifier, task ?? Valve, data ?? Samples, State, strict: false).Write(CancellationToken.None);

    private CollaborativeLearner Begun()
    {
        using var checkpoint = new Checkpoint(State);
        return CollaborativeLearner.Restore(TaskFile.Read(Valve).Schema.ToSchema(), new CollaborationOptions(), checkpoint.Load()!.Learner);
    }
}
