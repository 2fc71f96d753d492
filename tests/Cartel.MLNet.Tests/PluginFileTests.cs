using Cartel.Agent;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.MLNet.Tests;

/// <summary>An agent that has the plug-in beside it, as these tests have: with ML.NET it is loaded, without it is refused.</summary>
public sealed class PluginFileTests
{
    private static readonly bool HasTrainers = typeof(WindowLearner).Assembly.GetType("Cartel.MLNet.MLNetPlugin") is not null;

    [Test]
    public void A_manifest_that_names_a_trainer_is_read_where_the_plug_in_was_built_with_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("task.json");
        File.WriteAllText(file, """{"name":"flows","learner":"mlnet:linear-svm?window=500","schema":{"features":[{"name":"x","kind":"numeric"}],"classes":["a","b"]}}""");

        if (HasTrainers) Assert.That(OnlineLearner.Create(TaskFile.Read(file).Learner, Blobs.Schema).Kind, Is.EqualTo("mlnet:linear-svm"));
        else Assert.That(() => TaskFile.Read(file), Throws.TypeOf<TaskFileException>().With.Message.Contains("./cartel publish --with mlnet"));
    }
}
