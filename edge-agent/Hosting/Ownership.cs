using System.Runtime.InteropServices;
using System.Text;

namespace Cartel.Agent;

/// <summary>Whose files are. A service's user has its state folder to itself; what root puts there, it must be able to read.</summary>
internal static class Ownership
{
    private const int CurrentFolder = -100;
    private const uint WantOwner = 0x8;
    private const uint WantGroup = 0x10;

    // struct statx is the same on every processor: 256 bytes, the owner at 20, the group at 24 (statx(2)).
    private const int StatBytes = 256;
    private const int OwnerAt = 20;
    private const int GroupAt = 24;

    /// <summary>Gives a file to the owner of a folder, where this process may and the system knows such owners.</summary>
    public static void Inherit(string file, string folder)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return;

        try
        {
            var stat = new byte[StatBytes];
            if (Statx(CurrentFolder, Text(folder), 0, WantOwner | WantGroup, stat) != 0) return;

            _ = Chown(Text(file), BitConverter.ToUInt32(stat, OwnerAt), BitConverter.ToUInt32(stat, GroupAt));
        }
        catch (Exception absent) when (absent is EntryPointNotFoundException or DllNotFoundException)
        {
            // The file stays root's, and the service takes it when it starts next.
        }
    }

    private static byte[] Text(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, byte[] stat);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Chown(byte[] path, uint owner, uint group);
}
