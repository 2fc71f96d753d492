using System.Text;
using Cartel.Agent;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Simulation;

/// <summary>Sits between a bad donor's agent and the network: what the agent publishes and lends is spoiled on its way out.</summary>
internal sealed class FaultyTransport(Fault fault, Courier courier, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // By the hash of the part that the agent knows.
    private readonly Dictionary<string, ModelPart> _spoiled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelPart> _first = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Put && path.EndsWith("/profile", StringComparison.Ordinal))
        {
            var profile = await CompressedJson.ReadAsync(request.Content!, CartelJson.Default.AgentProfile, cancellationToken).ConfigureAwait(false);
            request.Content = CompressedJson.Of(Spoil(profile!), CartelJson.Default.AgentProfile);
        }
        else if (request.Method == HttpMethod.Put && path.EndsWith("/parts", StringComparison.Ordinal) && !path.Contains("/transfers/", StringComparison.Ordinal))
        {
            request.Content = await SpoilAsync(request.Content!, cancellationToken).ConfigureAwait(false);
            if (request.Headers.TryGetValues(PartBundle.ReplacesHeader, out var replaced))
            {
                var named = replaced.Single();
                request.Headers.Remove(PartBundle.ReplacesHeader);
                request.Headers.Add(PartBundle.ReplacesHeader, Rename(named));
            }
        }
        else if (request.Method == HttpMethod.Put && path.Contains("/parts/", StringComparison.Ordinal))
        {
            var part = Spoil(ModelPart.FromBytes(await request.Content!.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)));
            request.RequestUri = new Uri(request.RequestUri, part.Sha256 + Rename(request.RequestUri.Query));
            request.Content = new ByteArrayContent(part.Bytes.ToArray()) { Headers = { ContentType = request.Content!.Headers.ContentType } };
        }

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await RenameAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private AgentProfile Spoil(AgentProfile profile) => profile with
    {
        Recall = [.. profile.Recall.Select(static _ => (double?)1)],
        ClassCounts = fault is Fault.Liar ? [.. profile.ClassCounts.Select(static count => Math.Max(count, 100))] : profile.ClassCounts,
        Evidence = fault is Fault.Liar ? [.. profile.Evidence.Select(static evidence => Math.Max(10 * evidence, 1_000))] : profile.Evidence,
        Parts = [.. profile.Parts.Select(Spoil)],
    };

    private PartOffer Spoil(PartOffer offer)
    {
        if (fault is Fault.Liar or Fault.LabelFlip || courier.TryLend(offer.Sha256, []) is not { } honest) return offer;

        var part = Spoil(honest.Offered);
        _spoiled[offer.Sha256] = part;
        return offer with { Sha256 = part.Sha256, SizeBytes = part.Bytes.Length };
    }

    private ModelPart Spoil(ModelPart honest)
    {
        if (fault is Fault.Liar or Fault.LabelFlip) return honest;

        _first.TryAdd(honest.Id, honest);
        return fault is Fault.Stale ? _first[honest.Id] : PartCorruption.Apply(fault, honest);
    }

    private async Task<HttpContent> SpoilAsync(HttpContent bundle, CancellationToken cancellation)
    {
        await using var body = await bundle.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var honest = await PartBundle.ReadAsync(body, PartBundle.LargestBytes, cancellation).ConfigureAwait(false);
        return PartBundle.Of([.. honest.Select(bytes => Spoil(ModelPart.FromBytes(bytes)).Bytes)]);
    }

    // From what the agent knows to what the registry was told.
    private string Rename(string text) => _spoiled.Aggregate(text, static (named, one) => named.Replace(one.Key, one.Value.Sha256, StringComparison.Ordinal));

    // The registry asks for the parts that it was told of; the agent knows them by their true names.
    private async Task<HttpResponseMessage> RenameAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/json") return response;

        await using var body = await CompressedJson.OpenAsync(response.Content, cancellation).ConfigureAwait(false);
        using var reader = new StreamReader(body, Encoding.UTF8);
        var text = new StringBuilder(await reader.ReadToEndAsync(cancellation).ConfigureAwait(false));
        foreach (var (known, part) in _spoiled) text.Replace(part.Sha256, known);
        response.Content = new StringContent(text.ToString(), Encoding.UTF8, "application/json");
        return response;
    }
}
