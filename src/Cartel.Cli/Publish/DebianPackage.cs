using System.Globalization;
using System.Text;

namespace Cartel.Cli;

/// <summary>A package as dpkg installs it (deb(5)): what it says of itself, and its files, in an archive of ar.</summary>
/// <remarks>Written here and not by dpkg-deb, so that every machine can, and all write the same bytes; the tests have dpkg judge it.</remarks>
internal static class DebianPackage
{
    /// <summary>Its bytes.</summary>
    /// <param name="control">What it says of itself; <c>{size}</c> stands for the KiB that its files take.</param>
    /// <param name="scripts">What dpkg runs: <c>postinst</c>, <c>prerm</c>, <c>postrm</c>.</param>
    /// <param name="files">Its files; those below <c>etc</c> are the administrator's once they are there.</param>
    /// <param name="time">When each was last changed, it says.</param>
    public static byte[] Write(string control, IEnumerable<PackedFile> scripts, IReadOnlyCollection<PackedFile> files, DateTimeOffset time)
    {
        var kibibytes = files.Sum(static file => (file.Content.Length + 1023) / 1024);
        var configuration = files.Where(static file => file.Path.StartsWith("etc/", StringComparison.Ordinal)).Select(static file => $"/{file.Path}\n");
        PackedFile[] about =
        [
            PackedFile.Text("control", control.Replace("{size}", kibibytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)),
            PackedFile.Text("conffiles", string.Concat(configuration)),
            .. scripts,
        ];
        using var package = new MemoryStream();
        package.Write("!<arch>\n"u8);
        Add(package, "debian-binary", "2.0\n"u8, time);
        Add(package, "control.tar.gz", TarArchive.Gzipped(about, time, "./"), time);
        Add(package, "data.tar.gz", TarArchive.Gzipped(files, time, "./"), time);
        return package.ToArray();
    }

    // A header of 60 characters, the content, and a byte to an even length (ar(5)).
    private static void Add(MemoryStream package, string name, ReadOnlySpan<byte> content, DateTimeOffset time)
    {
        var header = string.Create(CultureInfo.InvariantCulture, $"{name,-16}{time.ToUnixTimeSeconds(),-12}{"0",-6}{"0",-6}{"100644",-8}{content.Length,-10}`\n");
        package.Write(Encoding.ASCII.GetBytes(header));
        package.Write(content);
        if (content.Length % 2 != 0) package.WriteByte((byte)'\n');
    }
}
