namespace Cartel.Learning;

/// <summary>Labels that come after their samples, in any order, each with its sample's key.</summary>
/// <remarks>Like <see cref="ILiveSource"/> it never waits and never throws for what it reads. Belongs to one thread.</remarks>
public interface ILabelSource : IDisposable
{
    /// <summary>Where the next label begins: what a checkpoint stores.</summary>
    string Mark { get; }

    /// <summary>Reads the next label.</summary>
    /// <param name="key">The sample's key.</param>
    /// <param name="label">An index into the schema's classes.</param>
    /// <returns>False where there is none now.</returns>
    bool TryRead(out string key, out int label);

    /// <summary>Goes to a mark that this source gave, in this process or in an earlier one.</summary>
    void Return(string mark);

    /// <summary>Says that all before a mark is in a durable checkpoint.</summary>
    void Commit(string mark);
}
