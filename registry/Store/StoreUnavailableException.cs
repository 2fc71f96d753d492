namespace Cartel.Registry.Store;

/// <summary>The store does not answer; the request may succeed later.</summary>
/// <param name="store">Which one.</param>
/// <param name="reason">What happened, in a few words.</param>
/// <param name="cause">The exception behind it.</param>
internal sealed class StoreUnavailableException(string store, string reason, Exception cause)
    : Exception($"The store {store} does not answer: {reason}", cause);
