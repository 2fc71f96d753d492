namespace Cartel.Simulation;

/// <summary>What bytes are for.</summary>
public enum MessageKind
{
    /// <summary>Numbers about distributions, errors and versions.</summary>
    Metadata,

    /// <summary>Parts of models.</summary>
    Parts,

    /// <summary>Whole models, or updates of them.</summary>
    Models,

    /// <summary>Samples.</summary>
    Raw,

    /// <summary>Requests, answers, acknowledgements, headers, retransmitted packets.</summary>
    Protocol,
}
