using System.Text;

namespace Cartel.Agent;

/// <summary>One picture of <c>cartel-agent top</c>: text of a width and height, with colours or without.</summary>
/// <param name="width">Columns; at least 20.</param>
/// <param name="height">Lines; at least 5.</param>
/// <param name="colours">Whether the terminal knows ANSI colours.</param>
internal sealed class TopFrame(int width, int height, bool colours)
{
    private const string Bars = " ▁▂▃▄▅▆▇█";
    private const string Bold = "1";
    private const string Faint = "2";
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Red = "31";

    private readonly int _width = Math.Max(20, width);
    private readonly List<string> _lines = [];

    /// <summary>Draws what an agent says.</summary>
    /// <param name="report">What it said, and when.</param>
    /// <param name="accuracy">Its accuracy of late, the oldest first; null where it had none.</param>
    public string Draw(StatusReport report, IReadOnlyList<double?> accuracy)
    {
        _lines.Clear();
        if (report.Agent is { } status)
        {
            Line(StatusText.Title(status, report.Running, report.AgeSeconds ?? 0), report.Running ? Bold : Red);
            Course(status, accuracy);
            Classes(status);
            Transfers(status.Transfers);
            foreach (var (name, text) in StatusText.Lines(status).Where(static line => line.Name is not ("classes" or "transfers"))) Line($"{name,-13} {text}", ColourOf(name, status));
        }
        else
        {
            Line("no agent says anything here yet", Red);
        }

        var shown = _lines.Take(Math.Max(5, height) - 1).ToList();
        shown.Add(Paint(Cut("q ends"), Faint));
        return string.Join('\n', shown);
    }

    private void Course(LiveStatus status, IReadOnlyList<double?> accuracy)
    {
        var label = $"accuracy {Figures.Percent(status.Learning.Accuracy),6} ";
        var room = Math.Max(0, _width - label.Length);
        var course = string.Concat(accuracy.TakeLast(room).Select(static share => share is { } known ? Bars[1 + (int)Math.Round(Math.Clamp(known, 0, 1) * 7)] : ' '));
        Line(label + course, status.Learning.Accuracy switch { null => Faint, >= 0.9 => Green, >= 0.7 => Yellow, _ => Red });
    }

    private void Classes(LiveStatus status)
    {
        if (status.Classes.Count == 0) return;

        var most = Math.Clamp(height / 3, 2, 10);
        var names = Math.Clamp(status.Classes.Take(most).Max(static one => one.Name.Length), 6, Math.Max(6, _width / 4));
        Line($"{"class".PadRight(names)}  share recall", Faint);
        foreach (var one in status.Classes.Take(most))
        {
            var head = $"{Fit(one.Name, names)} {one.Share * 100,5:0.0}% {Figures.Percent(one.Recall),6} ";
            var room = Math.Max(0, _width - head.Length);
            Line(head + new string('█', (int)Math.Round(one.Share * room)), one.Recall is < 0.5 ? Red : null);
        }

        if (status.Classes.Count > most) Line($"… {status.Classes.Count - most} more", Faint);
    }

    private void Transfers(TransfersStatus transfers)
    {
        var rows = new List<TransferStatus>();
        if (transfers.Open is { } open) rows.Add(open);
        rows.AddRange(transfers.Last.Take(Math.Clamp(height / 5, 1, 5)));
        if (rows.Count == 0) return;

        Line("transfers     sample  outcome      donors", Faint);
        foreach (var one in rows)
        {
            var outcome = one.Outcome ?? "under way";
            Line($"{one.Kind,-9} {Figures.Count(one.Sample),10}  {outcome,-11}  {string.Join(", ", one.Donors)}", outcome switch { "adopted" => Green, "rolled-back" or "failed" => Red, "under way" => Yellow, _ => null });
        }
    }

    private static string? ColourOf(string name, LiveStatus status) => name switch
    {
        "registry" when status.Registry is { Reachable: false } => Red,
        "checkpoint" when status.Checkpoint.Problem is not null => Red,
        "configuration" => Yellow,
        _ => null,
    };

    private void Line(string text, string? colour = null) => _lines.Add(Paint(Cut(text), colour));

    private string Paint(string text, string? colour) => colours && colour is not null && text.Length > 0 ? $"\e[{colour}m{text}\e[0m" : text;

    private string Cut(string text) => text.Length <= _width ? text.TrimEnd() : text[..(_width - 1)] + "…";

    private static string Fit(string text, int room) => text.Length <= room ? text.PadRight(room) : new StringBuilder(text, 0, room - 1, room).Append('…').ToString();
}
