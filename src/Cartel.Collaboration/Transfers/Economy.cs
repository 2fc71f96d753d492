namespace Cartel.Collaboration;

/// <summary>What an agent does without to stay within its budgets, in the order in which it gives it up: each level does without all before it, too.</summary>
/// <remarks>It always learns, predicts and watches for drift.</remarks>
public enum Economy
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It fetches nothing ahead of need, throws away what lies ready, and lends nothing.</summary>
    NothingAhead,

    /// <summary>Of the ways of merging it tries only the best, beside the present model.</summary>
    OneCandidate,

    /// <summary>It asks for nothing and publishes nothing: what is on trial goes on to its end.</summary>
    Alone,
}
