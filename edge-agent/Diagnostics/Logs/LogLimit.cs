namespace Cartel.Agent;

/// <summary>Lets so many messages of one kind through in a minute, and counts the others.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class LogLimit(TimeProvider time)
{
    /// <summary>How many of one kind pass in a minute.</summary>
    public const int Most = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, Kind> _kinds = [];

    /// <summary>Whether a message passes.</summary>
    /// <param name="kind">Its event's number.</param>
    public bool Admits(int kind)
    {
        if (!_kinds.TryGetValue(kind, out var seen)) _kinds.Add(kind, seen = new Kind { Since = time.GetTimestamp() });
        if (++seen.Passed <= Most) return true;

        seen.Held++;
        return false;
    }

    /// <summary>What was held back in minutes that are over; those kinds begin anew.</summary>
    public IReadOnlyList<(int Kind, long Held)> Over()
    {
        List<(int, long)>? held = null;
        foreach (var (kind, seen) in _kinds)
        {
            if (time.GetElapsedTime(seen.Since) < Window) continue;

            if (seen.Held > 0) (held ??= []).Add((kind, seen.Held));
            (seen.Since, seen.Passed, seen.Held) = (time.GetTimestamp(), 0, 0);
        }

        return held ?? [];
    }

    private sealed class Kind
    {
        public long Since { get; set; }

        public int Passed { get; set; }

        public long Held { get; set; }
    }
}
