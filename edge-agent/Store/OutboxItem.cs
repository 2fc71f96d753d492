using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>A message to the registry that waits for its turn; sent in order, kept until it was taken.</summary>
/// <param name="TransferKey">The request that it belongs to; it waits until that has its id. A signal's own key.</param>
/// <param name="Move">A move of the transfer, or null.</param>
/// <param name="Receipt">The receipt of the transfer, or null.</param>
/// <param name="Signal">What the agent's monitor saw, which belongs to no transfer, or null.</param>
public sealed record OutboxItem(string TransferKey, TransferMove? Move = null, TransferReceipt? Receipt = null, AgentSignal? Signal = null);

/// <summary>An item with its place in the queue.</summary>
public readonly record struct QueuedItem(long Number, OutboxItem Item);
