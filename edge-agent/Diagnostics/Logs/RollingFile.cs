using System.Text;

namespace Cartel.Agent;

/// <summary>The last lines of a log in a file of bounded size: when it is full it becomes <c>NAME.1</c>, and the one before that goes.</summary>
/// <remarks>A disk that takes no more must not stop the agent: what cannot be written is lost. Not thread-safe.</remarks>
internal sealed class RollingFile(string path, long mostBytes = RollingFile.UsualBytes) : IDisposable
{
    /// <summary>The usual size of each of the two files: 512 KiB.</summary>
    public const long UsualBytes = 512 * 1024;

    private FileStream? _file;

    /// <summary>Where the older lines are.</summary>
    public static string Former(string path) => path + ".1";

    /// <summary>Adds a line.</summary>
    public void Write(string line)
    {
        try
        {
            _file ??= Open(path);
            if (_file.Position >= mostBytes) Turn();
            _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Turn()
    {
        _file?.Dispose();
        _file = null;
        File.Move(path, Former(path), overwrite: true);
        _file = Open(path);
    }

    // Without a buffer: what a full disk did not take is not tried again when the file is closed.
    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
