using Cartel.Learning;

namespace Cartel.Agent;

/// <summary>Where an agent's predictions go. Belongs to the pipeline's thread.</summary>
internal interface IPredictionSink : IDisposable
{
    /// <summary>Takes a prediction; never fails: what cannot be written is counted.</summary>
    /// <param name="sample">The sample's number in the source, from 1.</param>
    /// <param name="key">Its key, or null.</param>
    /// <param name="prediction">What was said before its label was known.</param>
    /// <param name="modelVersion">How many samples the model had learned.</param>
    void Write(long sample, string? key, Prediction prediction, long modelVersion);

    /// <summary>Hands on what was taken until now.</summary>
    void Flush();
}
