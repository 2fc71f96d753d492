using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Cartel.Streams;

/// <summary>What tells a file from others whatever it is called: its number in the file system, and when it was made.</summary>
/// <remarks>
/// On Linux by <c>statx(2)</c>, whose structure is the same on every processor; elsewhere the time alone. A number may be given again after
/// a file is gone, and a file system may keep no time: what was read of a file is compared as well.
/// </remarks>
/// <param name="Number">The inode, or 0.</param>
/// <param name="Made">When it was made, in units of the system, or 0.</param>
internal readonly record struct FileId(ulong Number, long Made)
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint InodeAndBirth = 0x900;
    private const int UnlockOperation = 8;
    private const int StructureBytes = 256;
    private const int InodeAt = 32;
    private const int BirthAt = 80;

    /// <summary>The file at a path; null where there is none.</summary>
    public static FileId? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            var file = new FileInfo(path);
            return file.Exists ? new FileId(0, file.CreationTimeUtc.Ticks) : null;
        }

        return Ask(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0);
    }

    /// <summary>An open file.</summary>
    public static FileId Of(SafeFileHandle handle, string path) =>
        OperatingSystem.IsLinux() ? Ask((int)handle.DangerousGetHandle(), [0], EmptyPath) ?? default : Of(path) ?? default;

    /// <summary>Gives up the lock that .NET takes on a file that it opens: it would keep its writer from writing, if that asks for locks.</summary>
    public static void Unlock(SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux()) _ = flock((int)handle.DangerousGetHandle(), UnlockOperation);
    }

    private static FileId? Ask(int folder, ReadOnlySpan<byte> path, int flags)
    {
        Span<byte> answer = stackalloc byte[StructureBytes];
        answer.Clear();
        if (statx(folder, in MemoryMarshal.GetReference(path), flags, InodeAndBirth, ref MemoryMarshal.GetReference(answer)) != 0) return null;

        var birth = BinaryPrimitives.ReadInt64LittleEndian(answer[BirthAt..]) * 1_000_000_000 + BinaryPrimitives.ReadUInt32LittleEndian(answer[(BirthAt + 8)..]);
        return new FileId(BinaryPrimitives.ReadUInt64LittleEndian(answer[InodeAt..]), birth);
    }

    [DllImport("libc")]
    private static extern int flock(int file, int operation);

    [DllImport("libc")]
    private static extern int statx(int folder, in byte path, int flags, uint mask, ref byte answer);
}
