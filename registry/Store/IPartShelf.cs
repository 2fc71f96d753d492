namespace Cartel.Registry.Store;

/// <summary>Which parts' bytes the registry has; a simulation keeps them elsewhere than in files.</summary>
internal interface IPartShelf
{
    /// <summary>Whether a part is here.</summary>
    bool Has(string ns, string sha256);

    /// <summary>Deletes a part, if it is here.</summary>
    void Remove(string ns, string sha256);
}
