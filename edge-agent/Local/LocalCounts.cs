namespace Cartel.Agent;

/// <summary>What was asked of an agent on its device. Thread-safe.</summary>
internal sealed class LocalCounts
{
    private long _predictions;
    private long _samples;
    private long _labels;
    private long _refused;
    private int _port;

    /// <summary>Counts samples that were predicted.</summary>
    public void Predicted(int count) => Interlocked.Add(ref _predictions, count);

    /// <summary>Counts samples that were taken in.</summary>
    public void Took(int count) => Interlocked.Add(ref _samples, count);

    /// <summary>Counts labels that were taken in.</summary>
    public void Labelled(int count) => Interlocked.Add(ref _labels, count);

    /// <summary>Counts a request that was refused.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    /// <summary>Takes note of where the agent listens; 0: nowhere.</summary>
    public void Listening(int port) => Volatile.Write(ref _port, port);

    /// <summary>All of it; null where the agent does not listen.</summary>
    public LocalStatus? Read() => Volatile.Read(ref _port) is > 0 and var port
        ? new LocalStatus(port, Interlocked.Read(ref _predictions), Interlocked.Read(ref _samples), Interlocked.Read(ref _labels), Interlocked.Read(ref _refused))
        : null;
}
