namespace Cartel.Learning;

/// <summary>A fixed function in front of an online learner: rows of raw numbers, such as pixels, to embeddings.</summary>
/// <remarks>The same rows give the same embeddings, whatever batch they are in. Not thread-safe.</remarks>
public interface IFeatureExtractor : IDisposable
{
    /// <summary>How many numbers a row has.</summary>
    int Inputs { get; }

    /// <summary>How many numbers an embedding has.</summary>
    int Length { get; }

    /// <summary>Works out the embedding of each row.</summary>
    /// <param name="rows">Row after row; finite; as many as there is room for.</param>
    /// <param name="embeddings">Embedding after embedding; overwritten; finite: what is not becomes 0.</param>
    /// <exception cref="ArgumentException">The lengths do not go together.</exception>
    void Extract(ReadOnlySpan<float> rows, Span<float> embeddings);
}
