using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Cartel.Streams;

/// <summary>A file as it was a moment ago.</summary>
/// <param name="Id">What the file system calls it.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Written">When it was last written to, in ticks (UTC).</param>
internal readonly record struct FileLook(FileId Id, long Length, long Written);

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
    private const uint Wanted = 0xB40;
    private const int UnlockOperation = 8;
    private const int StructureBytes = 256;
    private const int InodeAt = 32;
    private const int SizeAt = 40;
    private const int BirthAt = 80;
    private const int WrittenAt = 112;

    // The call is younger than some C libraries: glibc has it since 2.28, musl since 1.2.5.
    private static bool CanAsk = OperatingSystem.IsLinux();

    /// <summary>The file at a path; null where there is none.</summary>
    public static FileId? Of(string path) => Look(path)?.Id;

    /// <summary>The file at a path, or that a link there leads to; null where there is none.</summary>
    public static FileLook? Look(string path)
    {
        if (CanAsk && TryAsk(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, out var look)) return look;

        var file = new FileInfo(path);
        return file.Exists ? new FileLook(new FileId(0, file.CreationTimeUtc.Ticks), file.Length, file.LastWriteTimeUtc.Ticks) : null;
    }

    /// <summary>An open file.</summary>
    public static FileId Of(SafeFileHandle handle, string path) =>
        (CanAsk && TryAsk((int)handle.DangerousGetHandle(), [0], EmptyPath, out var look) ? look : Look(path))?.Id ?? default;

    /// <summary>Gives up the lock that .NET takes on a file that it opens: it would keep its writer from writing, if that asks for locks.</summary>
    public static void Unlock(SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux()) _ = flock((int)handle.DangerousGetHandle(), UnlockOperation);
    }

    // False where the system cannot be asked.
    private static bool TryAsk(int folder, ReadOnlySpan<byte> path, int flags, out FileLook? look)
    {
        Span<byte> answer = stackalloc byte[StructureBytes];
        answer.Clear();
        look = null;
        try
        {
            if (statx(folder, in MemoryMarshal.GetReference(path), flags, Wanted, ref MemoryMarshal.GetReference(answer)) == 0) look = Read(answer);
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            CanAsk = false;
        }

        return CanAsk;
    }

    private static FileLook Read(ReadOnlySpan<byte> answer)
    {
        var (written, part) = TimeAt(answer, WrittenAt);
        var (born, bornPart) = TimeAt(answer, BirthAt);
        return new FileLook(
            new FileId(BinaryPrimitives.ReadUInt64LittleEndian(answer[InodeAt..]), born * 1_000_000_000 + bornPart),
            BinaryPrimitives.ReadInt64LittleEndian(answer[SizeAt..]),
            DateTime.UnixEpoch.Ticks + written * TimeSpan.TicksPerSecond + part / TimeSpan.NanosecondsPerTick);
    }

    private static (long Seconds, uint Nanoseconds) TimeAt(ReadOnlySpan<byte> answer, int offset) =>
        (BinaryPrimitives.ReadInt64LittleEndian(answer[offset..]), BinaryPrimitives.ReadUInt32LittleEndian(answer[(offset + sizeof(long))..]));

    [DllImport("libc")]
    private static extern int flock(int file, int operation);

    [DllImport("libc")]
    private static extern int statx(int folder, in byte path, int flags, uint mask, ref byte answer);
}
