using System.Globalization;
using System.Text;

namespace Cartel.Streams.Tests;

/// <summary>A log that somebody writes numbered rows to, and that is rotated, cut short and removed; it knows which rows are nowhere any more.</summary>
internal sealed class RotatedLog(string folder, Random random)
{
    private const int Kept = 3;
    private readonly Dictionary<string, List<int>> _rows = [];
    private DateTime _now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private string _pending = "";
    private int _next;

    public string Path { get; } = System.IO.Path.Combine(folder, "log.csv");

    /// <summary>How many rows were written.</summary>
    public int Written => _next;

    /// <summary>The rows whose file is gone: nobody can be asked for them who had not read them.</summary>
    public HashSet<int> Gone { get; } = [];

    public string Step()
    {
        switch (random.Next(12))
        {
            case 0:
                return Rotate();
            case 1:
                return CopyAndTruncate();
            case 2 when random.Next(3) == 0:
                return Truncate();
            case 3 when random.Next(3) == 0:
                return Remove();
            default:
                return Append();
        }
    }

    /// <summary>Ends a row that is half written.</summary>
    public void Finish() => Write(_pending, "");

    /// <summary>Its files, with their first and last rows.</summary>
    public string Describe() => string.Join('\n', _rows.Where(static pair => pair.Value.Count > 0).Select(static pair =>
        $"{System.IO.Path.GetFileName(pair.Key)}: {pair.Value[0]} to {pair.Value[^1]}"));

    private string Append()
    {
        Finish();
        var text = new StringBuilder(File.Exists(Path) && new FileInfo(Path).Length > 0 ? "" : "x,class\n");
        var from = _next;
        for (var rows = random.Next(1, random.Next(4) == 0 ? 400 : 6); rows > 0; rows--)
        {
            text.Append(CultureInfo.InvariantCulture, $"{_next},a\n");
            Of(Path).Add(_next++);
        }

        var whole = text.ToString();
        var cut = random.Next(3) == 0 ? whole.Length - random.Next(1, 4) : whole.Length;
        Write(whole[..cut], whole[cut..]);
        return $"append {from} to {_next - 1}, {whole.Length - cut} bytes short";
    }

    private string Rotate()
    {
        Finish();
        Shift();
        if (File.Exists(Path)) Move(Path, Numbered(1));
        if (random.Next(2) == 0) Write("x,class\n", "");
        return "rotate";
    }

    private string CopyAndTruncate()
    {
        Finish();
        if (!File.Exists(Path)) return "nothing to copy";

        Shift();
        File.Copy(Path, Numbered(1));
        _rows[Numbered(1)] = Of(Path);
        _rows.Remove(Path);
        Touch(Numbered(1));
        File.WriteAllText(Path, "");
        Touch(Path);
        return "copy and truncate";
    }

    private string Truncate()
    {
        Finish();
        if (!File.Exists(Path)) return "nothing to truncate";

        Lose(Path);
        File.WriteAllText(Path, "");
        Touch(Path);
        return "truncate";
    }

    private string Remove()
    {
        Finish();
        Lose(Path);
        File.Delete(Path);
        return "remove";
    }

    private void Shift()
    {
        Lose(Numbered(Kept));
        File.Delete(Numbered(Kept));
        for (var number = Kept - 1; number > 0; number--)
        {
            if (File.Exists(Numbered(number))) Move(Numbered(number), Numbered(number + 1));
        }
    }

    private void Move(string from, string to)
    {
        File.Move(from, to);
        _rows[to] = Of(from);
        _rows.Remove(from);
    }

    private void Lose(string path)
    {
        Gone.UnionWith(Of(path));
        _rows.Remove(path);
    }

    private void Write(string now, string later)
    {
        _pending = later;
        if (now.Length == 0) return;

        File.AppendAllText(Path, now);
        Touch(Path);
    }

    // The system's own times may be too coarse for a test that does all at once.
    private void Touch(string path) => File.SetLastWriteTimeUtc(path, _now = _now.AddSeconds(1));

    private List<int> Of(string path) => _rows.TryGetValue(path, out var rows) ? rows : _rows[path] = [];

    private string Numbered(int number) => $"{Path}.{number}";
}
