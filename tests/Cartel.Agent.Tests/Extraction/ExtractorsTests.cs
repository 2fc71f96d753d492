using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Agent.Tests;

/// <summary>An agent as it is by default: without plug-ins.</summary>
public sealed class ExtractorsTests
{
    private static readonly string Digits = Path.Combine(Repository.Root, "models", "digits", "digits.json");

    [Test]
    public void A_task_with_an_extractor_is_refused_with_the_command_that_adds_the_plug_in() => Assert.That(
        () => new Encoders(Digits, TaskFile.Read(Digits), ExtractorDevice.Auto, static _ => { }),
        Throws.TypeOf<TaskFileException>().With.Message.Contains("“digits”").And.Message.Contains("./cartel publish --with onnx"));

    [Test]
    public void A_task_without_one_needs_no_plug_in()
    {
        var valve = Path.Combine(Repository.Root, "models", "valve.json");
        using var encoders = new Encoders(valve, TaskFile.Read(valve), ExtractorDevice.Auto, static _ => { });
        var columns = new OneHotEncoder(TaskFile.Read(valve).Schema.ToSchema());

        Assert.That(encoders.Behind(columns), Is.SameAs(columns));
    }
}
