namespace Cartel.Learning;

/// <summary>Has a feature extractor look at some columns: the learner sees its embedding in their place, behind the other columns.</summary>
/// <remarks>What an extractor looks at are numbers: missing ones are filled in as <see cref="OneHotEncoder"/> does it. Not thread-safe.</remarks>
public sealed class ExtractingEncoder : ISampleEncoder
{
    private readonly OneHotEncoder _columns;
    private readonly IFeatureExtractor _extractor;
    private readonly int[] _inputs;
    private readonly int[] _others;
    private readonly float[] _encoded;
    private readonly float[] _row;

    /// <summary>Makes one.</summary>
    /// <param name="columns">Encodes all columns.</param>
    /// <param name="inputs">The columns that the extractor looks at, in its order; none of them nominal.</param>
    /// <param name="extractor">Belongs to the caller.</param>
    /// <exception cref="ArgumentException">A column is nominal, or there are more or fewer than the extractor takes.</exception>
    public ExtractingEncoder(OneHotEncoder columns, IReadOnlyList<int> inputs, IFeatureExtractor extractor)
    {
        if (inputs.Count != extractor.Inputs) throw new ArgumentException($"are {inputs.Count} columns where the extractor takes {extractor.Inputs}", nameof(inputs));

        (_columns, _extractor) = (columns, extractor);
        var features = columns.Schema.Features;
        var (places, at) = (new int[features.Count], 0);
        for (var i = 0; i < places.Length; at += features[i++].EncodedLength) places[i] = at;
        if (inputs.FirstOrDefault(column => features[column].Kind is FeatureKind.Nominal, -1) is >= 0 and var nominal)
            throw new ArgumentException($"name the nominal column “{features[nominal].Name}”; an extractor looks at numbers", nameof(inputs));

        _inputs = [.. inputs.Select(column => places[column])];
        _others = [.. Enumerable.Range(0, at).Except(_inputs)];
        (_encoded, _row) = (new float[at], new float[_inputs.Length]);
    }

    /// <inheritdoc/>
    public FeatureSchema Schema => _columns.Schema;

    /// <inheritdoc/>
    public int Length => _others.Length + _extractor.Length;

    /// <inheritdoc/>
    public void Observe(ReadOnlySpan<float> values) => _columns.Observe(values);

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<float> values, Span<float> features)
    {
        if (features.Length != Length) throw new ArgumentException($"has {features.Length} places where {Length} are due", nameof(features));

        _columns.Encode(values, _encoded);
        for (var i = 0; i < _others.Length; i++) features[i] = _encoded[_others[i]];
        for (var i = 0; i < _inputs.Length; i++) _row[i] = _encoded[_inputs[i]];
        _extractor.Extract(_row, features[_others.Length..]);
    }

    /// <inheritdoc/>
    public byte[] Save() => _columns.Save();
}
