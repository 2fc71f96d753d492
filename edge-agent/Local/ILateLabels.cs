namespace Cartel.Agent;

/// <summary>Takes labels that come after their samples. Thread-safe.</summary>
internal interface ILateLabels
{
    /// <summary>Takes a label for the sample of a key.</summary>
    /// <param name="key">What the sample was named by.</param>
    /// <param name="label">An index into the schema's classes.</param>
    /// <returns>False: there is no room now; it was not taken.</returns>
    bool TryAdd(string key, int label);
}
