using Cartel.Agent;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Onnx.Tests;

/// <summary>The task in models/digits as an agent with the plug-in takes it.</summary>
public sealed class DigitsTaskTests : FolderTest
{
    private static readonly string Shipped = Path.Combine(Repository.Root, "models", "digits");

    [Test]
    public void An_agent_sees_images_as_the_network_does()
    {
        var task = Path.Combine(Shipped, "digits.json");
        var manifest = TaskFile.Read(task);
        using var encoders = new Encoders(task, manifest, ExtractorDevice.Cpu, static note => Assert.Fail(note));
        var encoder = encoders.Behind(new OneHotEncoder(manifest.Schema.ToSchema()));
        var features = new float[encoder.Length];

        encoder.Encode([.. Enumerable.Range(0, 784).Select(static i => i % 28 == 14 ? 1f : 0)], features);

        Assert.That(manifest.ToModelSchema().EncodedLength, Is.EqualTo(encoder.Length).And.EqualTo(48));
        Assert.That(features, Has.Some.GreaterThan(0));
    }

    [Test]
    public void A_file_with_another_hash_than_the_tasks_is_refused()
    {
        File.Copy(Path.Combine(Shipped, "digits.json"), Folder.File("digits.json"));
        File.WriteAllText(Folder.File("digits.onnx"), "another one");

        Assert.That(
            () => new Encoders(Folder.File("digits.json"), TaskFile.Read(Folder.File("digits.json")), ExtractorDevice.Cpu, static _ => { }),
            Throws.TypeOf<TaskFileException>().With.Message.Contains("its feature extractor “digits” cannot be used").And.Message.Contains("the task wants 6184"));
    }

    [Test]
    public void A_file_that_is_missing_is_named()
    {
        File.Copy(Path.Combine(Shipped, "digits.json"), Folder.File("digits.json"));

        Assert.That(
            () => new Encoders(Folder.File("digits.json"), TaskFile.Read(Folder.File("digits.json")), ExtractorDevice.Cpu, static _ => { }),
            Throws.TypeOf<TaskFileException>().With.Message.Contains(Folder.File("digits.onnx")));
    }
}
