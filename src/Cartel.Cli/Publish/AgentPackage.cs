using System.Globalization;
using Cartel.Agent;

namespace Cartel.Cli;

/// <summary>The agent as a Debian package: the program, its service, its configuration, its documents.</summary>
internal static class AgentPackage
{
    private const string Program = "usr/bin/cartel-agent";
    private const string Configuration = "etc/cartel/agent.yaml";
    private const string Documents = "usr/share/doc/cartel-agent";

    private static readonly string[] Scripts = ["postinst", "prerm", "postrm"];

    /// <summary>Its bytes.</summary>
    /// <param name="tree">The sources, whose folder <c>deploy/debian</c> has what is not made here.</param>
    /// <param name="program">The single file.</param>
    /// <param name="version">What it is called.</param>
    /// <param name="time">When it was made, it says.</param>
    public static byte[] Write(SourceTree tree, byte[] program, string version, DateTimeOffset time)
    {
        var service = new ServicePlan(ServicePlan.TheOnly, [$"/{Program}"], $"/{Configuration}");
        PackedFile[] files =
        [
            new PackedFile(Program, program, IsProgram: true),
            PackedFile.Text($"usr/lib/systemd/system/{service.Name}.service", SystemdUnit.Write(service)),
            PackedFile.Text(Configuration, Read("deploy/debian/agent.yaml")),
            PackedFile.Text($"{Documents}/copyright", Read("deploy/debian/copyright")),
            PackedFile.Text($"{Documents}/changelog", Changelog(version, time)).Gzipped(),
            PackedFile.Text($"{Documents}/agent.md", Read("docs/agent.md")),
            PackedFile.Text("usr/share/man/man1/cartel-agent.1", Read("deploy/debian/cartel-agent.1")).Gzipped(),
            // What lintian is to overlook, and why.
            PackedFile.Text("usr/share/lintian/overrides/cartel-agent", Read("deploy/debian/lintian-overrides")),
            // To try an agent with before it has data of its own.
            PackedFile.Text($"{Documents}/examples/valve.json", Read("models/valve.json")),
            PackedFile.Text($"{Documents}/examples/valve-sample.csv", Read("models/valve-sample.csv")),
        ];
        var control = Read("deploy/debian/control").Replace("{version}", version, StringComparison.Ordinal);
        return DebianPackage.Write(control, Scripts.Select(script => PackedFile.Text(script, Read($"deploy/debian/{script}"), isProgram: true)), files, time);

        string Read(string file) => File.ReadAllText(tree.At(file));
    }

    // As deb-changelog(5) wants it.
    private static string Changelog(string version, DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"""
        cartel-agent ({version}) unstable; urgency=medium

          * Made from the sources of this version, whose CHANGELOG.md tells what is new.

         -- The Cartel authors <cartel@users.invalid>  {time.ToUniversalTime():ddd, dd MMM yyyy HH':'mm':'ss} +0000

        """);
}
