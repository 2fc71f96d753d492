using System.Net;
using System.Net.Sockets;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Streams;

namespace Cartel.Agent;

/// <summary>Whether a device has what an agent needs.</summary>
internal static class LocalChecks
{
    private const long LeastFreeMiB = 64;

    /// <summary>The task's manifest, a first sample, and the folder of the state.</summary>
    public static IEnumerable<Finding> Look(AgentSettings settings)
    {
        TaskManifest? manifest = null;
        yield return Try("task", () =>
        {
            manifest = TaskFile.Read(settings.TaskFile);
            return new Finding("task", Verdict.Ok, $"{manifest.Name}: {manifest.Schema.Features.Count} features, {manifest.Schema.Classes.Count} classes, {manifest.Learner}");
        }, "mend the manifest that --task names");
        if (manifest?.Extractor is not null) yield return Try("extractor", () => LookAtExtractor(settings, manifest), "put the file with the task's hash beside the manifest; an agent that can run it is made by ./cartel publish --with onnx");
        if (manifest is not null) yield return Try("data", () => LookAtData(settings, manifest), "see that --data names what is there and that the agent's user may read it (install --group)");
        if (LookAtKey(settings) is { } exposed) yield return exposed;
        if (settings.Listen > 0) yield return LookAtPort(settings);
        if (settings.Peers.LendAt is { } at) yield return LookAtLending(settings, at);
        yield return Try("state", () => LookAtFolder(settings.StateFolder), "name a folder with --state that the agent's user may write");
    }

    private static Finding LookAtExtractor(AgentSettings settings, TaskManifest manifest)
    {
        var notes = new List<string>();
        using var extractor = Extractors.Load(settings.TaskFile, manifest, settings.ExtractorDevice, notes.Add);
        var what = $"{manifest.Extractor!.Name} makes {extractor.Length} numbers of {extractor.Inputs}";
        return notes.Count == 0
            ? new Finding("extractor", Verdict.Ok, what)
            : new Finding("extractor", Verdict.Warning, $"{what}; {string.Join("; ", notes)}");
    }

    private static Finding LookAtData(AgentSettings settings, TaskManifest manifest)
    {
        if (PostedSamples.IsNamed(settings.Data))
        {
            _ = PostedSamples.OptionsOf(settings.Data);
            return settings.Listen > 0
                ? new Finding("data", Verdict.Ok, $"samples are posted to http://127.0.0.1:{settings.Listen}/v1/samples")
                : new Finding("data", Verdict.Error, "samples are to be posted, and the agent does not listen", "give it a port with --listen");
        }

        if (settings.Workload is null && LiveSources.IsLive(settings.Data) && LiveSources.IsStandardInput(settings.Data))
            return new Finding("data", Verdict.Ok, "samples come from standard input, which is left for the agent to read");

        // Without the queue of labels, which belongs to the agent that runs.
        using var input = AgentInput.Open(settings with { LabelWindow = 0 }, manifest.Schema.ToSchema());
        var sample = new Sample(input.Source.Schema.Features.Count);
        if (!input.Source.TryRead(sample))
        {
            return input.Source is ILiveSource { HasEnded: false } && input.BadRows.Count == 0
                ? new Finding("data", Verdict.Warning, $"{settings.Data} has no sample yet; the agent waits for it", "see whether its writer runs")
                : new Finding("data", Verdict.Warning, $"{settings.Data} holds no sample that can be used", "see whether its rows fit the manifest");
        }

        return input.BadRows.Count > 0
            ? new Finding("data", Verdict.Warning, $"{settings.Data}: rows before the first good one cannot be used: {string.Join("; ", input.BadRows.First)}", "see whether its columns are those of the manifest")
            : new Finding("data", Verdict.Ok, $"{settings.Data} can be read");
    }

    private static Finding? LookAtKey(AgentSettings settings)
    {
        var key = new IdentityFiles(settings.StateFolder).KeyFile;
        if (OperatingSystem.IsWindows() || !File.Exists(key)) return null;

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        return (File.GetUnixFileMode(key) & Others) == 0
            ? new Finding("key", Verdict.Ok, "only its user may read the agent's key")
            : new Finding("key", Verdict.Warning, $"others than its user may read or write {key}", $"chmod 600 {key}, and have the key replaced: cartel-agent rotate-key");
    }

    private static Finding LookAtPort(AgentSettings settings)
    {
        if (StatusFile.Read(settings.StateFolder) is { Local.Port: var port } status && port == settings.Listen && StatusFile.IsAlive(status, TimeProvider.System.GetUtcNow()))
            return new Finding("port", Verdict.Ok, $"the agent listens at {port}");

        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, settings.Listen);
            probe.Start();
            return new Finding("port", Verdict.Ok, $"port {settings.Listen} of 127.0.0.1 is free");
        }
        catch (SocketException taken)
        {
            return new Finding("port", Verdict.Warning, $"the agent cannot listen at port {settings.Listen} of 127.0.0.1 ({taken.Message}); it learns nevertheless", "give it another with --listen, or stop who listens there");
        }
    }

    private static Finding LookAtLending(AgentSettings settings, IPEndPoint at)
    {
        if (settings.Registry is null)
            return new Finding("lend-at", Verdict.Warning, "without a registry nobody hears where this agent lends", "name one with --registry, or leave out --lend-at");
        if (StatusFile.Read(settings.StateFolder) is { } status && StatusFile.IsAlive(status, TimeProvider.System.GetUtcNow()))
            return new Finding("lend-at", Verdict.Ok, "the agent runs, and its log says where it lends");

        try
        {
            using var probe = new TcpListener(at);
            probe.Start();
            return new Finding("lend-at", Verdict.Ok, $"{at} is free; whether others reach it only they can tell");
        }
        catch (SocketException taken)
        {
            return new Finding("lend-at", Verdict.Warning, $"the agent cannot lend at {at} ({taken.Message}); its parts go through the registry", "name an address of this device and a free port with --lend-at");
        }
    }

    private static Finding LookAtFolder(string folder)
    {
        // Looked at in the nearest folder that there is: a check leaves none behind, which the service's user could not write.
        var place = new DirectoryInfo(folder);
        while (!place.Exists && !File.Exists(place.FullName) && place.Parent is { } parent) place = parent;
        var probe = Path.Combine(place.FullName, $".cartel-check-{Environment.ProcessId}");
        File.WriteAllText(probe, "");
        File.Delete(probe);
        var free = new DriveInfo(place.FullName).AvailableFreeSpace >> 20;
        return free < LeastFreeMiB
            ? new Finding("state", Verdict.Warning, $"{folder} has {free} MiB left", $"make room: {LeastFreeMiB} MiB are a minimum")
            : new Finding("state", Verdict.Ok, $"{Path.GetFullPath(folder)} can be written, {free} MiB are free");
    }

    private static Finding Try(string check, Func<Finding> look, string fix)
    {
        try
        {
            return look();
        }
        catch (Exception flaw) when (flaw is TaskFileException or DataSpecException or WorkloadException or StreamFormatException or InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Finding(check, Verdict.Error, flaw.Message, fix);
        }
    }
}
