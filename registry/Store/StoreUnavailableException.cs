namespace Cartel.Registry.Store;

/// <summary>The store does not answer; the request may succeed later.</summary>
internal class StoreUnavailableException : Exception
{
    /// <param name="store">Which one.</param>
    /// <param name="reason">What happened, in a few words.</param>
    /// <param name="cause">The exception behind it, if there is one.</param>
    public StoreUnavailableException(string store, string reason, Exception? cause = null)
        : base($"The store {store} does not answer: {reason}", cause)
    {
    }

    /// <param name="sentence">What is wrong, in a sentence.</param>
    protected StoreUnavailableException(string sentence)
        : base(sentence)
    {
    }
}

/// <summary>The store was written by a newer version, whose schema this one does not know. Nothing was changed in it.</summary>
/// <param name="store">Which one.</param>
/// <param name="found">Its schema.</param>
/// <param name="known">The latest that this version knows.</param>
internal sealed class StoreTooNewException(string store, int found, int known) : StoreUnavailableException(
    $"The store {store} was written by a newer Cartel (schema {found}, this one knows {known}): run that version, or restore a backup of before the upgrade");

/// <summary>The store answers, and does not let the registry in: what it was told has to be changed.</summary>
/// <param name="sentence">What is wrong, and what to do.</param>
internal sealed class StoreRefusedException(string sentence) : StoreUnavailableException(sentence);
