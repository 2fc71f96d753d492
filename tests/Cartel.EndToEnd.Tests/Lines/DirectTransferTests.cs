using System.Text;
using System.Text.Json;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Lines;

/// <summary>A registry's program, a donor's that lets others in, and targets' that meet a class which only the donor knows.</summary>
[Category("Slow")]
internal sealed class DirectTransferTests : FolderTest
{
    private static readonly FeatureSchema Schema = new([Feature.Numeric("x")], ["a", "b", "c"]);

    [Test]
    public async Task Parts_go_from_donor_to_target_and_the_relay_sees_none_of_them_unless_it_must()
    {
        await File.WriteAllTextAsync(Folder.File("task.json"), JsonSerializer.Serialize(new TaskManifest("valve", SchemaDocument.From(Schema), "linear-logistic"), CartelJson.Default.TaskManifest));
        await File.WriteAllTextAsync(Folder.File("donor.csv"), Samples(600, 3, 0));
        // Without a zoo nothing is uploaded but what a target waits for.
        using var registry = CartelProgram.Start("cartel-registry.dll", Folder.Path, "--port", "0", "--data", "registry", "--zoo", "0");
        var address = (await Eventually.GetAsync(() => Task.FromResult(registry.Output), static text => text.Contains("Listening on ", StringComparison.Ordinal))).Trim()["Listening on ".Length..];
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using var donor = Start("donor", address, "--data", "csv:donor.csv?label=class", "--stay", "--lend-at", $"0.0.0.0:{FreePort.Next()}");
        await Eventually.GetAsync(async () => (await new RegistryClient(http).TasksAsync()).Count, static count => count > 0);
        await Eventually.GetAsync(async () => (await new RegistryClient(http).AgentsAsync("valve")).SingleOrDefault()?.Profile, static profile => profile?.Parts.Count == 3);

        using var near = await MeetAsync("near", address, http);
        await Eventually.GetAsync(() => Task.FromResult(near.Errors), static log => log.Contains("from donor itself", StringComparison.Ordinal));

        Assert.That(Relayed(), Is.Empty);
        await Eventually.GetAsync(() => Task.FromResult(donor.Errors), static log => log.Contains("to near itself", StringComparison.Ordinal));
        var told = await Eventually.GetAsync(async () => (await new RegistryClient(http).TransfersAsync("valve", target: "near")).SingleOrDefault(), static transfer => transfer?.Donor is not null);
        Assert.That((told!.Donor, told.Trigger.Kind), Is.EqualTo(("donor", TriggerKind.Novelty)), "the registry hears of it");

        using var far = await MeetAsync("far", address, http, "--relay-only");
        await Eventually.GetAsync(() => Task.FromResult(Relayed()), static parts => parts.Length > 0);

        Assert.That(far.Errors, Does.Not.Contain("itself"));
    }

    // A target that has learned two classes meets the third.
    private async Task<CartelProgram> MeetAsync(string name, string address, HttpClient http, params string[] more)
    {
        await File.WriteAllTextAsync(Folder.File($"{name}.csv"), Samples(300, 2, 1));
        var target = Start(name, address, ["--data", $"csv:{name}.csv?label=class&follow=true", "--report-every", "0.5", "--cold-start", "0", .. more]);
        await Eventually.GetAsync(async () => (await new RegistryClient(http).AgentsAsync("valve")).FirstOrDefault(agent => agent.Name == name)?.Status, static status => status?.SampleCount == 300);
        await File.AppendAllTextAsync(Folder.File($"{name}.csv"), string.Concat(Enumerable.Repeat("6,c\n", 20)));
        return target;
    }

    private CartelProgram Start(string name, string address, params string[] more) =>
        CartelProgram.Start("cartel-agent.dll", Folder.Path, ["run", "--name", name, "--task", "task.json", "--state", name, "--registry", address, .. more]);

    private string[] Relayed() => Directory.Exists(Folder.File("registry/parts")) ? Directory.GetFiles(Folder.File("registry/parts"), "*", SearchOption.AllDirectories) : [];

    // Class k lies around 3k.
    private static string Samples(int count, int classes, int seed)
    {
        var random = new SeededRandom(seed);
        var text = new StringBuilder("x,class\n");
        for (var i = 0; i < count; i++)
        {
            var label = random.Next(classes);
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{(3 * label) + (0.5 * random.NextGaussian()):0.000},{Schema.Classes[label]}");
        }

        return text.Replace("\r", "").ToString();
    }
}
