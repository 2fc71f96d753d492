using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Broker;

/// <summary>Events with their keys: one key, one event, however often a step is repeated.</summary>
internal static class EventTexts
{
    public static NewEvent Joined(AgentKey agent, DateTimeOffset now) => OfAgent(agent, EventKinds.AgentJoined, now, now, "joined the fleet");

    public static NewEvent Lost(AgentKey agent, DateTimeOffset leaseUntil, DateTimeOffset now) =>
        OfAgent(agent, EventKinds.AgentLost, leaseUntil, now, "was not heard of again: its lease ran out");

    public static NewEvent Back(AgentKey agent, DateTimeOffset now) => OfAgent(agent, EventKinds.AgentBack, now, now, "is back");

    /// <summary>What an agent's monitor saw; a signal and a request for help about the same thing make one event.</summary>
    public static NewEvent Signal(AgentKey agent, TriggerKind kind, long sample, IReadOnlyList<int> classes, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var which = string.Join(", ", classes.Select(index => $"“{names[index]}”"));
        var message = kind is TriggerKind.Novelty
            ? $"{agent.Agent} met {(which.Length > 0 ? $"the unknown class {which}" : "a class that it does not know")} at sample {sample}."
            : $"{agent.Agent} saw its errors rise at sample {sample}{(which.Length > 0 ? $", on {which}" : "")}.";
        return new NewEvent(
            $"signal:{agent.Task.Task}/{agent.Agent}/{Words.Of(kind)}/{sample}",
            new CartelEvent("", now, Words.Of(kind), agent.Task.Task, agent.Agent, sample, null, null, classes, message));
    }

    /// <summary>An operator recalled parts; of a single part it is not known whose it was.</summary>
    public static NewEvent Recalled(string task, string donor, IReadOnlyList<string> parts, string reason, DateTimeOffset now)
    {
        var what = donor.Length > 0 ? $"All {parts.Count} known parts of {donor} were" : $"The part {parts[0]} was";
        return new NewEvent(
            $"recall:{task}/{donor}/{(donor.Length > 0 ? $"{now.UtcTicks}" : parts[0])}",
            new CartelEvent("", now, EventKinds.PartRecalled, task, donor, null, null, donor.Length > 0 ? donor : null, null, $"{what} recalled: {reason}"));
    }

    /// <summary>A transfer came to a new state; another donor is news as well.</summary>
    public static NewEvent Of(Transfer transfer, long? sample, TransferState? cameFrom = null)
    {
        var state = Words.Of(transfer.State);
        var donor = transfer.State is TransferState.Fetching ? $":{transfer.Donor}" : "";
        return new NewEvent(
            $"transfer:{transfer.Id}:{state}{donor}",
            new CartelEvent(
                "", transfer.UpdatedAt, EventKinds.TransferPrefix + state, transfer.Task, transfer.Target, sample, transfer.Id,
                transfer.Donor, transfer.Needs, MessageOf(transfer, cameFrom)));
    }

    private static string MessageOf(Transfer transfer, TransferState? cameFrom) => transfer.State switch
    {
        TransferState.Offered => $"{transfer.Target} was offered parts by {string.Join(", ", transfer.Offers.Select(static offer => offer.Agent))}.",
        TransferState.Fetching => $"{transfer.Target} fetches parts from {transfer.Donor}.",
        TransferState.Verifying => $"{transfer.Target} checks the parts of {transfer.Donor} on its own samples.",
        TransferState.Shadowing => $"{transfer.Target} merged parts of {transfer.Donor}, on probation.",
        TransferState.Adopted => $"{transfer.Target} keeps the parts of {transfer.Donor}: {transfer.Receipt?.Reason}",
        TransferState.RolledBack => $"{transfer.Target} went back to its former model: {transfer.Receipt?.Reason}",
        TransferState.Rejected => $"{transfer.Target} merged nothing: {transfer.Receipt?.Reason}",
        TransferState.Expired => $"{transfer.Target} fell silent while {(cameFrom is { } from ? Words.Of(from) : "asking")}: the transfer expired.",
        _ => $"The transfer of {transfer.Target} is {Words.Of(transfer.State)}: {transfer.Receipt?.Reason}",
    };

    private static NewEvent OfAgent(AgentKey agent, string kind, DateTimeOffset instant, DateTimeOffset now, string what) => new(
        $"{kind}:{agent.Task.Task}/{agent.Agent}:{instant.UtcTicks}",
        new CartelEvent("", now, kind, agent.Task.Task, agent.Agent, null, null, null, null, $"{agent.Agent} {what}."));
}
