namespace Cartel.Registry.Store;

/// <summary>The store does not answer; the request may succeed later.</summary>
/// <param name="store">Which one.</param>
/// <param name="reason">What happened, in a few words.</param>
/// <param name="cause">The exception behind it, if there is one.</param>
internal sealed class StoreUnavailableException(string store, string reason, Exception? cause = null)
    : Exception($"The store {store} does not answer: {reason}", cause);
