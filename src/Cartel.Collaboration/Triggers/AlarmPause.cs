using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Holds back alarms about a class that was the subject of one lately.</summary>
/// <remarks>
/// <para>A class that was named is not named again for <c>pause</c> samples; an alarm of which no class is left is none. So, on
/// any sequence of outcomes, n samples of C classes bring at most C·⌈n / pause⌉ alarms, and no two of them name one class within
/// a pause.</para>
/// <para>What is held back is dropped, not kept: the need of a class that was named is open elsewhere, or was given up.</para>
/// </remarks>
/// <param name="classes">How many classes there are; above 0.</param>
/// <param name="pause">Samples; 1 or below holds nothing back.</param>
internal sealed class AlarmPause(int classes, int pause)
{
    private readonly long[] _quietUntil = new long[Require.Positive(classes)];
    private long _samples;

    /// <summary>Counts a sample and lets through what may be said at it.</summary>
    public IReadOnlyList<int> Pass(IReadOnlyList<int> fallen)
    {
        _samples++;
        if (fallen.Count == 0) return fallen;

        IReadOnlyList<int> passed = [.. fallen.Where(label => _samples >= _quietUntil[label])];
        foreach (var label in passed) _quietUntil[label] = _samples + pause;
        return passed;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_samples);
        foreach (var until in _quietUntil) writer.Write(until);
    }

    public void Restore(ref SpanReader reader)
    {
        _samples = reader.Count();
        for (var i = 0; i < _quietUntil.Length; i++) _quietUntil[i] = reader.Count();
    }
}
