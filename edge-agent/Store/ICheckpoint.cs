namespace Cartel.Agent;

/// <summary>Where an agent's state, requests and outbox are kept: a file on a device, memory in a simulation.</summary>
internal interface ICheckpoint
{
    /// <summary>All requests for help, in order.</summary>
    IReadOnlyList<TransferRecord> Transfers();

    /// <summary>Stores a snapshot with what has changed beside it, at once.</summary>
    /// <param name="snapshot">Makes it, on the caller's thread, where one is stored.</param>
    /// <param name="changed">A request that has changed, or null.</param>
    /// <param name="toSend">What is to go out.</param>
    /// <param name="scores">What is to be reported at the end.</param>
    void Save(Func<AgentSnapshot> snapshot, TransferRecord? changed, IReadOnlyList<OutboxItem> toSend, IReadOnlyList<HeldOutScores> scores);

    /// <summary>Stores what has become known of a request, between two snapshots.</summary>
    void Note(TransferRecord record);

    /// <summary>The message that has waited longest, or null.</summary>
    QueuedItem? NextToSend();

    /// <summary>Forgets a message that the registry has taken, or refused for good.</summary>
    void Sent(QueuedItem item);
}
