using System.Diagnostics;
using System.Threading.Channels;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Brings parts to the relay, for those who ask for them.</summary>
internal sealed class PartUploads(AgentSettings settings, RegistrySession session, Courier courier, AgentState state, Mailbox mailbox, ILogger log)
{
    private readonly Channel<PartRequest> _wanted = Channel.CreateUnbounded<PartRequest>();

    /// <summary>Notes that a part is asked for.</summary>
    public void Want(PartRequest request) => _wanted.Writer.TryWrite(request);

    /// <summary>Uploads the parts that others ask for: all that are asked for by now at once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var first in _wanted.Reader.ItemsAsync(stop))
        {
            var (wanted, transfers, trace) = (new HashSet<string> { first.Sha256 }, new HashSet<string> { first.TransferId }, first.TraceParent);
            while (_wanted.Reader.TryRead(out var request))
            {
                wanted.Add(request.Sha256);
                transfers.Add(request.TransferId);
                trace ??= request.TraceParent;
            }

            var current = await mailbox.AskAsync(state.Learner.PartsOnOffer, stop);
            // Of several transfers' requests that are met at once, it belongs to the first that is traced.
            using var lend = AgentTraces.Step("lend", trace, settings.Name, ActivityKind.Consumer)?.SetTag("cartel.parts", wanted.Count);
            await UploadAsync([.. wanted], current, string.Join(", ", transfers), stop);
        }
    }

    /// <summary>Uploads parts that were offered, as they are now, unless it has to save.</summary>
    /// <param name="hashes">What was offered.</param>
    /// <param name="current">The model's parts now.</param>
    /// <param name="wantedFor">For what, in words.</param>
    /// <param name="stop">Ends it.</param>
    public async Task UploadAsync(IReadOnlyList<string> hashes, IReadOnlyList<ModelPart> current, string wantedFor, CancellationToken stop)
    {
        if (courier.Economy >= Economy.NothingAhead) return;

        var lent = hashes.Select(sha256 => courier.TryLend(sha256, current)).OfType<(ModelPart Offered, ModelPart Now)>().ToList();
        if (lent.Count == 0) return;

        try
        {
            if (lent.Count > 1 && PartBundle.Holds(lent.Select(static one => (long)one.Now.Bytes.Length)))
            {
                await session.TellAsync(
                    () => session.Client.UploadPartsAsync([.. lent.Select(static one => one.Now.Bytes)], [.. lent.Select(Replaced)], stop), stop);
            }
            else
            {
                foreach (var one in lent) await session.TellAsync(() => session.Client.UploadPartAsync(one.Now.Sha256, one.Now.Bytes, Replaced(one), stop), stop);
            }

            foreach (var (_, part) in lent) AgentLog.Lent(log, settings.Name, part.Sha256[..12], wantedFor);
        }
        catch (RegistryException exception)
        {
            AgentLog.Refused(log, settings.Name, "a part", exception.Problem.Code, exception.Problem.Detail);
        }
    }

    private static string? Replaced((ModelPart Offered, ModelPart Now) lent) => lent.Offered.Sha256 == lent.Now.Sha256 ? null : lent.Offered.Sha256;
}
