using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace Cartel.Testing;

/// <summary>A real file system of a few MiB, which can be filled to its last byte. It takes root.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk(int mebibytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m"), "tmpfs", _folder.Path)) return;

        _folder.Dispose();
        Assert.Ignore("A small file system takes root (mount -t tmpfs).");
    }

    /// <summary>Where it is mounted.</summary>
    public string Path => _folder.Path;

    /// <summary>The room that is left.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Skips the test with a reason where it cannot be made.</summary>
    public static SmallDisk Mount(int mebibytes) => new(mebibytes);

    /// <summary>Takes all room but what is told; then as before.</summary>
    public void Fill(long leave = 0)
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (FreeBytes > leave) filler.Write(new byte[Math.Min(FreeBytes - leave, 65_536)]);
        }
        catch (IOException full) when (full.Message.StartsWith("No space left", StringComparison.Ordinal))
        {
        }
    }

    /// <summary>Gives all room back that <see cref="Fill"/> took.</summary>
    public void Free() => File.Delete(Filler);

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
