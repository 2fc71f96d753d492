using System.Text.Json;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Agent.Tests;

public sealed class TaskFileTests
{
    private const string Schema = """{"features":[{"name":"x","kind":"numeric"}],"classes":["a","b"]}""";

    [Test]
    public void A_manifest_is_read_as_it_was_written()
    {
        var schema = new FeatureSchema([Feature.Numeric("x"), Feature.Nominal("p", ["tcp", "udp"]), Feature.Unit("u")], ["a", "b"]);
        var manifest = new TaskManifest("flows", SchemaDocument.From(schema), "linear-hinge", "For a test.");

        var read = Read(JsonSerializer.Serialize(manifest, CartelJson.Default.TaskManifest));

        Assert.That(read.Schema.ToSchema().Hash, Is.EqualTo(schema.Hash));
        Assert.That((read.Name, read.Learner, read.Description), Is.EqualTo(("flows", "linear-hinge", "For a test.")));
    }

    [TestCase("", "manifest")]
    [TestCase("null", "empty")]
    [TestCase("[]", "manifest")]
    [TestCase("{}", "name")]
    [TestCase($$"""{"name":"Flows!","learner":"linear","schema":{{Schema}}}""", Names.Rule)]
    [TestCase("""{"name":"flows","learner":"linear"}""", "schema")]
    [TestCase($$"""{"name":"flows","schema":{{Schema}}}""", "learner")]
    [TestCase($$"""{"name":"flows","learner":"forest","schema":{{Schema}}}""", "linear-logistic")]
    [TestCase("""{"name":"flows","learner":"linear","schema":{"classes":["a","b"]}}""", "features")]
    [TestCase("""{"name":"flows","learner":"linear","schema":{"features":[{"name":"x","kind":"numeric"}]}}""", "classes")]
    [TestCase("""{"name":"flows","learner":"linear","schema":{"features":[null],"classes":["a","b"]}}""", "features")]
    [TestCase("""{"name":"flows","learner":"linear","schema":{"features":[{"name":"x","kind":"colour"}],"classes":["a","b"]}}""", "kind")]
    [TestCase("""{"name":"flows","learner":"linear","schema":{"features":[{"name":"x","kind":"nominal","categories":[null]}],"classes":["a","b"]}}""", "x")]
    [TestCase("""{"name":"flows","learner":"linear","schema":{"features":[{"name":"x","kind":"numeric"}],"classes":["a","a"]}}""", "twice")]
    [TestCase("""{"name":"flows","learner":"linear","schema":{"features":[{"name":"x","kind":"numeric"}],"classes":["a"]}}""", "classes")]
    public void What_is_no_manifest_is_refused_with_the_file_and_what_is_wrong(string json, string word) =>
        Assert.That(() => Read(json), Throws.TypeOf<TaskFileException>().With.Message.Contains("task.json").And.Message.Contains(word));

    [TestCase("mlnet:linear-svm?window=500", "Cartel.MLNet.dll", "./cartel publish --with mlnet")]
    [TestCase("other:linear-svm", "“other”", "there is mlnet")]
    public void A_learner_of_a_plug_in_that_is_not_beside_the_program_is_refused_with_how_to_get_it(string learner, string what, string remedy) =>
        Assert.That(
            () => Read($$"""{"name":"flows","learner":"{{learner}}","schema":{{Schema}}}"""),
            Throws.TypeOf<TaskFileException>().With.Message.Contains(what).And.Message.Contains(remedy).And.Message.Not.Contains("no task manifest"));

    [Test]
    public void A_file_that_is_not_there_is_named() =>
        Assert.That(() => TaskFile.Read("/no/such/task.json"), Throws.TypeOf<TaskFileException>().With.Message.Contains("/no/such/task.json"));

    private static TaskManifest Read(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("task.json"), json);
        return TaskFile.Read(folder.File("task.json"));
    }
}
