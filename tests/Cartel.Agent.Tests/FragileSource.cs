using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Agent.Tests;

/// <summary>A stream that brings an agent's end with one of its samples; each sample takes 100 ms of the clock.</summary>
internal sealed class FragileSource(ISampleSource inner, ManualTime time, CancellationTokenSource stop, long stopAt, long dieAt) : ISampleSource
{
    public FeatureSchema Schema => inner.Schema;

    public long Position => inner.Position;

    public bool TryRead(Sample sample)
    {
        time.Advance(TimeSpan.FromMilliseconds(100));
        if (!inner.TryRead(sample)) return false;
        if (inner.Position == dieAt) throw new IOException("the power failed");
        if (inner.Position == stopAt) stop.Cancel();
        return true;
    }

    public void Seek(long position) => inner.Seek(position);

    public void Dispose() => inner.Dispose();
}
