namespace Cartel.Learning;

/// <summary>Which changes of a mean a detector signals.</summary>
public enum DriftDirection
{
    /// <summary>Only a rise: of errors, the one that calls for help.</summary>
    Rise,

    /// <summary>A rise or a fall.</summary>
    Either,
}
