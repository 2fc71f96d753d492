using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>The classes that the model needs help with, and when it may ask for each.</summary>
/// <remarks>
/// <para>A new class may be asked for at once, drift once its pause is over; what cannot be asked for now waits. A class stays in need
/// until it is recognised (its recall, averaged over some ten samples, passes 0.7) or help was kept. It is asked for
/// again at a sample of it that was mistaken, after a pause that doubles each time.</para>
/// <para>Most requests: of a class, n samples after its need arose, at most 1 + log₂(1 + n / pause), never more than
/// <see cref="MostRequests"/>; the owner has one request open at a time.</para>
/// </remarks>
/// <param name="classes">How many classes the task has.</param>
/// <param name="noveltyPause">The first pause of a new class, in labelled samples.</param>
/// <param name="driftPause">The first pause of a class that fell, in labelled samples.</param>
internal sealed class NeedQueue(int classes, int noveltyPause, int driftPause)
{
    /// <summary>How often one need is asked for at most.</summary>
    public const int MostRequests = 8;

    private const double Recognised = 0.7;
    private const double Fading = 0.1;

    private readonly Need?[] _needs = new Need?[classes];

    /// <summary>Whether any class waits for a request.</summary>
    public bool Any => Array.Exists(_needs, static need => need is not null);

    /// <summary>Whether a class that is new waits for its first request.</summary>
    public bool Urgent => Array.Exists(_needs, static need => need is { Novel: true, Requests: 0 });

    /// <summary>Notes a class that needs help; one that does already is not noted twice.</summary>
    /// <param name="label">The class.</param>
    /// <param name="novel">Whether it is new.</param>
    /// <param name="since">From which sample on the stream is as it is now.</param>
    /// <param name="due">The sample from which on it may be asked for.</param>
    public void Add(int label, bool novel, long since, long due) => _needs[label] ??= new Need(novel, since, due);

    /// <summary>Takes the outcome of a sample into account.</summary>
    public void Observe(int label, bool right)
    {
        if (_needs[label] is not { } need) return;

        need.Recall += Fading * ((right ? 1 : 0) - need.Recall);
        need.JustMistaken = !right;
        if (need.Recall > Recognised) _needs[label] = null;
    }

    /// <summary>What to ask for at a sample of a class, or null; what is returned counts as asked for.</summary>
    /// <param name="label">The sample's class.</param>
    /// <param name="samples">Labelled samples so far.</param>
    public HelpTrigger? Ask(int label, long samples)
    {
        var first = Unasked(samples) ?? (_needs[label] is { JustMistaken: true } repeated && repeated.Due <= samples ? repeated : null);
        return first is null ? null : Ask(first, samples);
    }

    /// <summary>Help with some classes was kept.</summary>
    public void Met(IReadOnlyList<int> needs)
    {
        foreach (var label in needs) _needs[label] = null;
    }

    public void Save(BinaryWriter writer)
    {
        foreach (var need in _needs)
        {
            writer.Write(need is not null);
            need?.Save(writer);
        }
    }

    public void Restore(ref SpanReader reader)
    {
        for (var k = 0; k < classes; k++) _needs[k] = reader.Byte() == 0 ? null : Need.Restore(ref reader);
    }

    // Called at every sample: without a closure.
    private Need? Unasked(long samples)
    {
        foreach (var need in _needs)
        {
            if (need is { Requests: 0 } && need.Due <= samples) return need;
        }

        return null;
    }

    private HelpTrigger Ask(Need first, long samples)
    {
        int[] asked = [.. Enumerable.Range(0, classes).Where(k => _needs[k] is { } need && need.Novel == first.Novel && need.Due <= samples)];
        var since = asked.Min(k => _needs[k]!.Since);
        foreach (var k in asked) Count(k, samples);
        return new HelpTrigger(first.Novel, asked, samples, since);
    }

    private void Count(int label, long samples)
    {
        var need = _needs[label]!;
        need.Due = samples + ((long)(need.Novel ? noveltyPause : driftPause) << need.Requests);
        need.Requests++;
        need.JustMistaken = false;
        if (need.Requests == MostRequests) _needs[label] = null;
    }

    private sealed class Need(bool novel, long since, long due)
    {
        public bool Novel => novel;

        public long Since => since;

        public long Due { get; set; } = due;

        public int Requests { get; set; }

        public double Recall { get; set; }

        public bool JustMistaken { get; set; }

        public void Save(BinaryWriter writer)
        {
            writer.Write(novel);
            writer.Write(since);
            writer.Write(Due);
            writer.Write(Requests);
            writer.Write(Recall);
            writer.Write(JustMistaken);
        }

        public static Need Restore(ref SpanReader reader)
        {
            var need = new Need(reader.Byte() != 0, reader.Count(), reader.Count())
            {
                Requests = reader.Int32(),
                Recall = reader.Double(),
                JustMistaken = reader.Byte() != 0,
            };
            return need is { Requests: >= 0 and < MostRequests, Recall: >= 0 and <= 1 }
                ? need
                : throw new ModelFormatException($"a need that was asked for {need.Requests} times and is recognised to {need.Recall}");
        }
    }
}
