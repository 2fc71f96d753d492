namespace Cartel.Collaboration;

/// <summary>What an agent does without where it is short of something.</summary>
public sealed partial class CollaborativeLearner
{
    private Economy _economy;

    /// <summary>What it does without; not saved.</summary>
    public Economy Economy
    {
        get => _economy;
        set
        {
            _economy = value;
            if (value >= Economy.NothingAhead) _shelf.Clear();
        }
    }
}
