namespace Cartel.MLNet;

/// <summary>A model that was trained elsewhere and does not change.</summary>
internal interface IFrozenModel
{
    /// <summary>SHA-256 of its file: 64 lower-case hexadecimal digits.</summary>
    string Sha256 { get; }

    /// <summary>The size of its file, in bytes.</summary>
    long Bytes { get; }

    /// <summary>Whether it can say a class.</summary>
    bool Knows(int label);

    /// <summary>Estimates the probability of each class: 0 for those it does not know, summing to 1.</summary>
    /// <param name="features">The task's encoded features, in raw units.</param>
    /// <param name="probabilities">One per class of the task; overwritten.</param>
    void Score(ReadOnlySpan<float> features, Span<float> probabilities);
}
