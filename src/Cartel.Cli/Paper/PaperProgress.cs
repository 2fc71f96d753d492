using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>How far an evaluation is, and how long it may still take: jobs of one kind take about as long as each other.</summary>
internal sealed class PaperProgress(IReadOnlyList<EvaluationJob> jobs, int cores, TimeProvider time)
{
    private readonly bool[] _done = new bool[jobs.Count];
    private readonly long _start = time.GetTimestamp();
    private int _fresh;
    private int _stored;

    /// <summary>Notes that a job is there.</summary>
    public void Done(int job, bool stored)
    {
        _done[job] = true;
        if (stored) _stored++;
        else _fresh++;
    }

    /// <summary>One line.</summary>
    public string Line()
    {
        var done = _stored + _fresh;
        var earlier = _stored > 0 ? $" ({_stored:N0} from before)" : "";
        return $"{done:N0} of {jobs.Count:N0} jobs{earlier}{Left()}";
    }

    // Every round of seeds has the same jobs, so the mean of a whole round tells the rest; in the first one it only hints.
    private string Left()
    {
        if (_fresh < Math.Min(cores, jobs.Count)) return "";

        var left = time.GetElapsedTime(_start) / _fresh * _done.Count(static done => !done);
        return left.TotalSeconds < 90 ? $", about {left.TotalSeconds:0} s left" : $", about {left.TotalMinutes:0} min left";
    }
}
