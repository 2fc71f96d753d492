using System.Security.Cryptography;

namespace Cartel.Cli;

/// <summary>Makes all files of a version.</summary>
/// <param name="tree">The sources.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="tell">Says what is being done.</param>
internal sealed class PublishRun(SourceTree tree, string folder, Action<string> tell)
{
    /// <summary>A plug-in that finds its types while it runs: a trimmed program cannot have it.</summary>
    public const string MLNet = "mlnet";

    private const string Sums = "SHA256SUMS";

    /// <summary>Makes them.</summary>
    /// <param name="version">What they are called; null: after the last commit.</param>
    /// <param name="plugins">What the agent has beside what every agent has.</param>
    /// <param name="ahead">Whether the program for one kind of device is compiled ahead.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="PublishException">They cannot be made.</exception>
    public async Task<PublishResult> RunAsync(string? version, IReadOnlyList<string> plugins, bool ahead, CancellationToken stop)
    {
        var (time, commit) = await tree.LastCommitAsync(stop);
        version ??= PublishedVersion.Of(time, commit);
        var build = new AgentBuild(tree, version, plugins);
        using var alone = await build.ReserveAsync(tell, stop);
        Directory.CreateDirectory(folder);

        var files = new List<PublishedFile>();
        if (!plugins.Contains(MLNet))
        {
            tell($"Publishing {version} for Linux on x64 …");
            var program = await File.ReadAllBytesAsync(await build.SingleFileAsync(ahead, stop), stop);
            files.Add(await AddAsync("cartel-agent-linux-x64", program, stop));
            files.Add(await AddAsync($"cartel-agent_{version}_amd64.deb", AgentPackage.Write(tree, program, version, time), stop));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(folder, files[0].Name), TarArchive.Runnable);
        }

        tell($"Publishing {version}, the portable program …");
        files.Insert(Math.Min(1, files.Count), await AddAsync("cartel-agent-portable.tar.gz", TarArchive.Gzipped(PortableFiles(await build.PortableAsync(stop)), time), stop));
        await File.WriteAllTextAsync(Path.Combine(folder, Sums), string.Concat(files.Select(static file => $"{file.Sha256}  {file.Name}\n")), stop);
        return new PublishResult(version, files);
    }

    private static PackedFile[] PortableFiles(string from) =>
    [
        PackedFile.Text("cartel-agent/cartel-agent", """
            #!/bin/sh
            exec dotnet "$(dirname "$(readlink -f "$0")")/cartel-agent.dll" "$@"

            """, isProgram: true),
        .. Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Select(file => new PackedFile($"cartel-agent/{Path.GetRelativePath(from, file).Replace('\\', '/')}", File.ReadAllBytes(file))),
    ];

    private async Task<PublishedFile> AddAsync(string name, byte[] content, CancellationToken stop)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, name), content, stop);
        return new PublishedFile(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }
}
