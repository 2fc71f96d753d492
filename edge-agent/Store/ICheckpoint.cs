namespace Cartel.Agent;

/// <summary>Where an agent's state, requests and outbox are kept: a file on a device, memory in a simulation.</summary>
internal interface ICheckpoint
{
    /// <summary>All requests for help that are remembered, in order.</summary>
    IReadOnlyList<TransferRecord> Transfers();

    /// <summary>Stores a snapshot with what has changed beside it, at once.</summary>
    /// <param name="snapshot">Makes it, on the caller's thread, where one is stored.</param>
    /// <param name="changed">A request that has changed, or null.</param>
    /// <param name="toSend">What is to go out.</param>
    /// <param name="scores">What is to be reported at the end.</param>
    /// <param name="late">What came and went among samples without label and labels without sample.</param>
    /// <param name="window">How many of each are kept.</param>
    /// <returns>How many of each had to go for later ones.</returns>
    (long Samples, long Labels) Save(
        Func<AgentSnapshot> snapshot, TransferRecord? changed, IReadOnlyList<OutboxItem> toSend, IReadOnlyList<HeldOutScores> scores, LateChanges late, int window);

    /// <summary>The encoded features of the stored sample that waits for its label under a key, or null.</summary>
    float[]? WaitingFeatures(string key);

    /// <summary>The stored label that came before its sample, or null.</summary>
    int? EarlyLabel(string key);

    /// <summary>How many stored samples wait for their label, and labels for their sample.</summary>
    (long Samples, long Labels) Waiting();

    /// <summary>Stores what has become known of a request, between two snapshots.</summary>
    void Note(TransferRecord record);

    /// <summary>The message that is to be sent next, or null.</summary>
    QueuedItem? NextToSend();

    /// <summary>Forgets a message that the registry has taken, or refused for good.</summary>
    void Sent(QueuedItem item);
}
