namespace Cartel.Learning;

/// <summary>What naive Bayes last predicted, for the learning step that mostly follows: it needs the same again.</summary>
/// <remarks>Holds for one leaf and one version of a sample, until anything is learned.</remarks>
internal struct LastPrediction
{
    private TreeSample? _sample;
    private LeafNode? _leaf;
    private long _version;
    private int _label;

    public void Remember(TreeSample sample, LeafNode leaf, int label) =>
        (_sample, _version, _leaf, _label) = (sample, sample.Version, leaf, label);

    public void Forget() => _leaf = null;

    /// <summary>The class that naive Bayes predicts in a leaf: remembered or worked out.</summary>
    public readonly int Of(TreeSample sample, LeafNode leaf, in LeafView view) =>
        ReferenceEquals(leaf, _leaf) && ReferenceEquals(sample, _sample) && sample.Version == _version
            ? _label
            : leaf.NaiveBayes(view, sample.Votes);
}
