using Cartel.Testing;

namespace Cartel.Cli.Tests;

/// <summary>A folder with the launcher, a source file and a dotnet that only pretends: it notes what it is asked to do.</summary>
/// <remarks>The pretended build takes half a second, so that two launchers do overlap.</remarks>
internal sealed class Sandbox : IDisposable
{
    private const string FakeDotnet = """
        #!/usr/bin/env bash
        echo "$*" >>"$SANDBOX/calls"
        case $1 in
          --version) [[ -f $SANDBOX/no-sdk ]] && exit 145 || exit 0 ;;
          restore) cat "$SANDBOX/restore-says" 2>/dev/null && exit 1 || exit 0 ;;
          build)
            sleep 0.5
            [[ ! -f $SANDBOX/build-says ]] || { cat "$SANDBOX/build-says"; exit 1; }
            mkdir -p "$SANDBOX/artifacts/bin/Cartel.Cli/release"
            ;;
          format) [[ ! -f $SANDBOX/unformatted ]] || exit 2 ;;
          test) source "$SANDBOX/tests/$(basename "$2" .dll)" ;;
          *) echo "ran ${*##*/} in $PWD"; exit 7 ;;
        esac
        """;

    /// <summary>The test projects of its solution.</summary>
    public static readonly string[] Projects = ["Cartel.Alpha.Tests", "Cartel.Beta.Tests", "Cartel.EndToEnd.Tests"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cartel launcher ");

    public Sandbox()
    {
        foreach (var file in (string[])["cartel", "global.json", "Directory.Build.props", "src/Cartel.Cli/commands.txt"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.Copy(Path.Combine(Repository.Root, file), At(file));
        }

        foreach (var folder in (string[])["edge-agent", "registry/wwwroot", "models/workloads", "tests/Cartel.Benchmarks", "bin"]) Directory.CreateDirectory(At(folder));
        foreach (var file in (string[])["BannedSymbols.txt", ".editorconfig", "src/Some.cs"]) File.WriteAllText(At(file), "");
        File.WriteAllLines(At("Cartel.sln"), Projects.Select(static name => $"Project(\"{{}}\") = \"{name}\", \"tests\\{name}\\{name}.csproj\", \"{{}}\""));
        foreach (var project in Projects) TestsDo(project, "");
        foreach (var tool in (string[])["dotnet", "redis-server", "chromium", "nginx", "npm"])
        {
            File.WriteAllText(At($"bin/{tool}"), FakeDotnet);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(At($"bin/{tool}"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    /// <summary>What dotnet was asked to do, in order, without the questions for its version.</summary>
    public string[] Calls => !File.Exists(At("calls")) ? [] : [.. File.ReadLines(At("calls")).Where(static call => call != "--version")];

    /// <summary>How often it built.</summary>
    public int Builds => Calls.Count(static call => call.StartsWith("build", StringComparison.Ordinal));

    /// <summary>What the pretended tests of a project do, in bash; until told, nothing.</summary>
    public void TestsDo(string project, string script) => File.WriteAllText(At($"tests/{project}"), script);

    public string At(string relative) => Path.Combine(_folder.FullName, relative);

    /// <summary>Runs the launcher, by another name or from another folder if wanted.</summary>
    public Task<Finished> Cartel(string[] arguments, string launcher = "cartel", string? folder = null) => Shell.RunAsync(
        "bash",
        // Tests that run in the background ignore Ctrl-C, and whoever they start would inherit that.
        ["-c", $"echo $$ >\"$SANDBOX/launcher-id\"; exec {(OperatingSystem.IsLinux() ? "env --default-signal=INT " : "")}\"$0\" \"$@\"", At(launcher), .. arguments],
        folder ?? _folder.FullName,
        new Dictionary<string, string?>
        {
            ["SANDBOX"] = _folder.FullName,
            ["PATH"] = $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
            ["DOTNET_ROOT"] = null,
        });

    public void Dispose() => _folder.Delete(recursive: true);
}
