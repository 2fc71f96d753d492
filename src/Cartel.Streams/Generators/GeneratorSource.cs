using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>A generator as a source without end. Going back starts the generator afresh; going to n costs n samples.</summary>
public sealed class GeneratorSource : ISampleSource
{
    private readonly Func<StreamGenerator> _start;
    private readonly float[] _skipped;
    private StreamGenerator _generator;

    internal GeneratorSource(Func<StreamGenerator> start)
    {
        _start = start;
        _generator = start();
        _skipped = new float[Schema.Features.Count];
    }

    /// <inheritdoc/>
    public FeatureSchema Schema => _generator.Schema;

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <summary>Starts the generator that a <c>--data</c> name describes; <c>count</c> is ignored.</summary>
    /// <param name="spec">Such as <c>sea?function=2&amp;seed=7</c>; see <see cref="DataSets.Open"/>.</param>
    /// <exception cref="DataSpecException">It names no generator, or an unknown option or value.</exception>
    public static GeneratorSource Open(string spec)
    {
        var parsed = DataSpec.Parse(spec);
        return parsed.Target.Length == 0
            ? new GeneratorSource(() => StreamGenerators.Start(parsed, out _))
            : throw new DataSpecException(spec, "is not a generator; write sea, agrawal, rbf or led");
    }

    /// <inheritdoc/>
    public bool TryRead(Sample sample)
    {
        sample.Label = _generator.Next(sample.Values);
        Position++;
        return true;
    }

    /// <inheritdoc/>
    public void Seek(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position < Position)
        {
            _generator = _start();
            Position = 0;
        }

        for (; Position < position; Position++) _ = _generator.Next(_skipped);
    }

    /// <summary>Does nothing: a generator holds nothing open.</summary>
    public void Dispose()
    {
    }
}
