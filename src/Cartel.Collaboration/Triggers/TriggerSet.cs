using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Several triggers side by side: an alarm of one is an alarm, of the classes that it names.</summary>
/// <remarks>False alarms add up.</remarks>
internal sealed class TriggerSet(IReadOnlyList<IDriftTrigger> triggers) : IDriftTrigger
{
    /// <inheritdoc/>
    public IReadOnlyList<int> Observe(int label, int predicted, ClassOutcomes outcomes)
    {
        IReadOnlyList<int> needs = [];
        foreach (var trigger in triggers)
        {
            var fallen = trigger.Observe(label, predicted, outcomes);
            if (fallen.Count > 0) needs = [.. needs.Union(fallen)];
        }

        return needs;
    }

    /// <inheritdoc/>
    public IEnumerable<TriggerReading> Readings => triggers.SelectMany(static trigger => trigger.Readings);

    /// <inheritdoc/>
    public void Forget()
    {
        foreach (var trigger in triggers) trigger.Forget();
    }

    /// <inheritdoc/>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach (var trigger in triggers) writer.WriteBlock(trigger.Save());
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlySpan<byte> state)
    {
        var reader = new SpanReader(state);
        foreach (var trigger in triggers) trigger.Restore(reader.Block());
        reader.End();
    }
}
