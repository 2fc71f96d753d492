namespace Cartel.Collaboration;

/// <summary>Decides when an agent's profile is worth publishing. One instance serves one agent.</summary>
/// <remarks>Not part of an agent's saved state: after a restart nobody holds the parts that it had on offer, so it publishes anew.</remarks>
public interface IPublicationPolicy
{
    /// <summary>Whether to publish now; changes nothing.</summary>
    bool IsDue(CollaborativeLearner learner);

    /// <summary>Notes that the present state was published.</summary>
    void Published(CollaborativeLearner learner);
}
