using System.Diagnostics;

namespace Cartel.Cli;

/// <summary>Has the SDK publish the agent, apart from the ordinary build: neither disturbs the other.</summary>
/// <param name="tree">The sources.</param>
/// <param name="version">What it is called.</param>
/// <param name="plugins">What it has beside what every agent has.</param>
/// <param name="workshop">The folder that it is built in, below the sources: one build at a time has it.</param>
internal sealed class AgentBuild(SourceTree tree, string version, IReadOnlyList<string> plugins, string workshop = "artifacts/publish-build")
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private string Workshop => tree.At(workshop);

    /// <summary>Waits until no other process builds here; the next one waits until what this gives is disposed.</summary>
    /// <param name="tell">Hears of it if there is one.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<IDisposable> ReserveAsync(Action<string> tell, CancellationToken stop)
    {
        Directory.CreateDirectory(Workshop);
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(Path.Combine(Workshop, "building"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (IsSharing(taken))
            {
                if (!told) tell($"Another build is under way in {Workshop}; waiting until it has ended …");
                await Task.Delay(BetweenLooks, TimeProvider.System, stop);
            }
        }
    }

    /// <summary>The one file for Linux on x64.</summary>
    /// <param name="ahead">Whether it is compiled ahead.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Where it lies.</returns>
    /// <exception cref="PublishException">It does not build.</exception>
    public async Task<string> SingleFileAsync(bool ahead, CancellationToken stop)
    {
        var folder = Path.Combine(Workshop, "linux-x64");
        await PublishAsync(folder, ["-r", "linux-x64", $"-p:PublishReadyToRun={(ahead ? "true" : "false")}"], stop);
        var files = Directory.GetFiles(folder);
        return files is [var only] ? only : throw new PublishException($"one file is due in {folder}, and there are {files.Length}");
    }

    /// <summary>The portable program.</summary>
    /// <returns>The folder that it lies in.</returns>
    /// <exception cref="PublishException">It does not build.</exception>
    public async Task<string> PortableAsync(CancellationToken stop)
    {
        var folder = Path.Combine(Workshop, "portable");
        await PublishAsync(folder, ["-p:UseAppHost=false"], stop);
        return folder;
    }

    private async Task PublishAsync(string folder, string[] kind, CancellationToken stop)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        string[] arguments =
        [
            "publish", tree.At("edge-agent/Cartel.Agent.csproj"), "-c", "Release", "-o", folder, "--artifacts-path", Workshop, "--nologo", "-v", "q", .. kind,
            // A comma would end the property's value.
            $"-p:Version={version}", $"-p:With={string.Join('+', plugins)}", "-p:IncludeSourceRevisionInInformationalVersion=false",
            // What would differ from machine to machine, or is of no use on a device.
            $"-p:PathMap={tree.Root}=/cartel", "-p:DebugType=none", "-p:PublishDocumentationFiles=false", "-p:PublishReferencesDocumentationFiles=false",
            // The ordinary build has them judge the same sources.
            "-p:RunAnalyzers=false",
        ];
        using var build = Process.Start(new ProcessStartInfo(Dotnet, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = tree.Root })!;
        var (output, errors) = (build.StandardOutput.ReadToEndAsync(stop), build.StandardError.ReadToEndAsync(stop));
        try
        {
            await build.WaitForExitAsync(stop);
        }
        finally
        {
            if (!build.HasExited) build.Kill(entireProcessTree: true);
        }

        if (build.ExitCode != 0) throw new PublishException($"the agent does not build:\n{Flaws(await output + await errors)}");
    }

    // ERROR_SHARING_VIOLATION of Windows; EWOULDBLOCK of Linux and of macOS.
    private static bool IsSharing(IOException failure) => (failure.HResult & 0xFFFF) is 32 or 11 or 35;

    private static string Dotnet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private static string Flaws(string said)
    {
        var flaws = said.Split('\n').Where(static line => line.Contains("error", StringComparison.Ordinal)).Distinct();
        return string.Join('\n', flaws) is { Length: > 0 } some ? some : said;
    }
}
