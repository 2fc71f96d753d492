using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Cartel.Collaboration;
using Cartel.Learning;

namespace Cartel.Architecture.Tests;

/// <summary>Learning and Collaboration do no I/O and read no clock: read from their compiled form.</summary>
public sealed class PurityTests
{
    private static readonly string[] Impure =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.FileSystemWatcher",
        "System.IO.Directory", "System.IO.DirectoryInfo", "System.Console",
        "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.Threading.Timer", "System.Threading.PeriodicTimer",
        "System.TimeProvider.get_System", "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Random.get_Shared",
    ];

    [TestCase(typeof(IOnlineLearner))]
    [TestCase(typeof(NeighbourQuery))]
    public void An_assembly_of_pure_code_refers_to_no_file_network_or_clock(Type inside) => Assert.That(ImpureReferences(inside), Is.Empty);

    [Test]
    public void The_check_sees_files_and_clocks_where_they_are_used()
    {
        _ = (File.Exists("x"), TimeProvider.System);

        Assert.That(ImpureReferences(typeof(PurityTests)), Is.SupersetOf((string[])["System.IO.File", "System.TimeProvider.get_System"]));
    }

    private static string[] ImpureReferences(Type inside)
    {
        using var file = new PEReader(File.OpenRead(inside.Assembly.Location));
        var metadata = file.GetMetadataReader();
        var types = metadata.TypeReferences.Select(handle => NameOf(metadata, handle));
        var members = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(static member => member.Parent.Kind is HandleKind.TypeReference)
            .Select(member => $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}");
        return [.. types.Concat(members).Where(static name => Impure.Contains(name) || name.StartsWith("System.Net.", StringComparison.Ordinal))];
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
