using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Cartel.Hosting;

/// <summary>A native library where the program carries it inside, as the single file for a device does: loaded from memory, since a service has no folder to unpack it to.</summary>
public static class CarriedLibrary
{
    private const uint CloseOnExec = 1;

    /// <summary>Has a library found there; where the program carries none, it lies beside the program.</summary>
    /// <param name="user">The assembly that calls it.</param>
    /// <param name="name">The name that it calls it by.</param>
    /// <param name="resource">The name that it is carried by.</param>
    public static void Offer(Assembly user, string name, string resource)
    {
        if (!OperatingSystem.IsLinux() || Assembly.GetEntryAssembly()?.GetManifestResourceInfo(resource) is null) return;

        // Each function of the library is looked up by itself: all must be of the same one.
        var loaded = new Lazy<nint>(() => Load(name, resource));
        NativeLibrary.SetDllImportResolver(user, (wanted, _, _) => wanted == name ? loaded.Value : 0);
    }

    private static nint Load(string name, string resource)
    {
        var descriptor = CreateInMemory(name, CloseOnExec);
        if (descriptor < 0) throw new DllNotFoundException($"{resource} cannot be kept in memory (error {Marshal.GetLastPInvokeError()})");

        using var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write);
        using (var carried = Assembly.GetEntryAssembly()!.GetManifestResourceStream(resource)!) carried.CopyTo(file);
        file.Flush();
        return NativeLibrary.Load($"/proc/self/fd/{descriptor}");
    }

    // A file that lies nowhere but in memory (memfd_create(2)).
    [DllImport("libc", EntryPoint = "memfd_create", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CreateInMemory(string name, uint flags);
}
