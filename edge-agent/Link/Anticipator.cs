using System.Threading.Channels;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Fetches parts of classes that spread through the neighbourhood, before this agent meets them.</summary>
/// <remarks>What is not delivered is forgotten: the registry says again what emerges, and the class itself will ask.</remarks>
internal sealed class Anticipator(AgentSettings settings, RegistrySession session, AgentState state, Mailbox mailbox, ILogger log)
{
    private readonly Channel<IReadOnlyList<EmergingClass>> _heard =
        Channel.CreateBounded<IReadOnlyList<EmergingClass>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Takes what the registry said of emerging classes; null or empty: nothing.</summary>
    public void Hear(IReadOnlyList<EmergingClass>? emerging)
    {
        if (emerging is { Count: > 0 }) _heard.Writer.TryWrite(emerging);
    }

    /// <summary>Fetches what is worth having, one class after the other.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var emerging in _heard.Reader.ItemsAsync(stop))
        {
            foreach (var one in emerging) await FetchAsync(one, stop);
        }
    }

    private async Task FetchAsync(EmergingClass emerging, CancellationToken stop)
    {
        var offers = emerging.Offers.Select(static offer => new DonorOffering<PartOffer>(offer.Agent, offer.Parts)).ToList();
        var plan = await mailbox.AskAsync(
            () => state.Learner.PlanAhead([emerging.Class], offers, static part => part.Classes, static part => part.Evidence, static part => part.SizeBytes), stop);
        var donors = new List<DonorParts>();
        foreach (var donor in plan)
        {
            try
            {
                var fromZoo = emerging.Offers.First(offer => offer.Agent == donor.Donor).FromZoo;
                var parts = new List<ModelPart>();
                foreach (var part in donor.Parts) parts.Add(await session.FetchAsync(part, fromZoo, stop));
                donors.Add(new DonorParts(donor.Donor, parts));
            }
            catch (Exception exception) when (exception is RegistryException or RegistryUnavailableException or ModelFormatException)
            {
                AgentLog.DonorFailed(log, settings.Name, donor.Donor, exception.Message);
            }
        }

        if (donors.Count == 0) return;

        foreach (var refusal in await mailbox.AskAsync(() => state.Learner.Anticipate(donors), stop))
            AgentLog.DonorFailed(log, settings.Name, refusal.Donor, refusal.Reason);
    }
}
