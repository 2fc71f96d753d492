namespace Cartel.Registry.Store;

/// <summary>The store does not answer; the request may succeed later.</summary>
internal sealed class StoreUnavailableException(string store, Exception cause)
    : Exception($"The store {store} does not answer: {cause.Message}", cause);
