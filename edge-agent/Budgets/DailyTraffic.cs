using System.Globalization;

namespace Cartel.Agent;

/// <summary>The bytes of a day, kept in a small file, so that a restart does not begin a new budget.</summary>
/// <param name="folder">The agent's state folder.</param>
/// <param name="traffic">What is counted since the process began.</param>
/// <param name="time">Says which day it is (UTC).</param>
internal sealed class DailyTraffic(string folder, RegistryTraffic traffic, TimeProvider time)
{
    private readonly string _file = Path.Combine(folder, "traffic.day");
    private string? _day;
    private (long Up, long Down) _before;

    /// <summary>What has gone each way today.</summary>
    public (long Up, long Down) Today()
    {
        var today = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (_day is null) _before = Read(today);
        else if (_day != today) _before = (-traffic.Up, -traffic.Down);
        _day = today;
        var sum = (Up: _before.Up + traffic.Up, Down: _before.Down + traffic.Down);
        Write(today, sum);
        return sum;
    }

    // A file that makes no sense counts as none: the budget of one day may be spent twice.
    private (long Up, long Down) Read(string today)
    {
        try
        {
            var words = File.Exists(_file) ? File.ReadAllText(_file).Split(' ') : [];
            return words.Length == 3 && words[0] == today && long.TryParse(words[1], CultureInfo.InvariantCulture, out var up) && long.TryParse(words[2], CultureInfo.InvariantCulture, out var down)
                ? (Math.Max(0, up), Math.Max(0, down))
                : default;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private void Write(string today, (long Up, long Down) sum)
    {
        try
        {
            File.WriteAllText(_file + ".new", string.Create(CultureInfo.InvariantCulture, $"{today} {sum.Up} {sum.Down}"));
            File.Move(_file + ".new", _file, overwrite: true);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException)
        {
            // Written again at the next look.
        }
    }
}
