using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace Cartel.Sqlite;

/// <summary>SQLite's own library where the program carries it inside, as the single file for a device does: loaded from memory, since a service has no folder to unpack it to.</summary>
internal static class CarriedLibrary
{
    private const string Name = "e_sqlite3";
    private const string Resource = "libe_sqlite3.so";
    private const uint CloseOnExec = 1;

    // Each function of the library is looked up by itself: all must be of the same one.
    private static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>Has it found there; where the program carries none, it lies beside the program.</summary>
    public static void Offer()
    {
        if (OperatingSystem.IsLinux() && Assembly.GetEntryAssembly()?.GetManifestResourceInfo(Resource) is not null)
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, _, _) => name == Name ? Loaded.Value : 0);
    }

    private static nint Load()
    {
        var descriptor = CreateInMemory(Name, CloseOnExec);
        if (descriptor < 0) throw new DllNotFoundException($"{Resource} cannot be kept in memory (error {Marshal.GetLastPInvokeError()})");

        using var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write);
        using (var carried = Assembly.GetEntryAssembly()!.GetManifestResourceStream(Resource)!) carried.CopyTo(file);
        file.Flush();
        return NativeLibrary.Load($"/proc/self/fd/{descriptor}");
    }

    // A file that lies nowhere but in memory (memfd_create(2)).
    [DllImport("libc", EntryPoint = "memfd_create", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CreateInMemory(string name, uint flags);
}
