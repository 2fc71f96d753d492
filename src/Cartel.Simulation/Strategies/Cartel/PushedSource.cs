using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>The source of an agent whose samples are pushed in from outside: it knows the schema and counts.</summary>
internal sealed class PushedSource(FeatureSchema schema) : ISampleSource
{
    public FeatureSchema Schema => schema;

    public long Position { get; private set; }

    public void Advance() => Position++;

    public bool TryRead(Sample sample) => false;

    public void Seek(long position) => throw new NotSupportedException("what was pushed does not come again");

    public void Dispose()
    {
    }
}
