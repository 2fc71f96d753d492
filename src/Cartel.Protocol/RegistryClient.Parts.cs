using System.Net;
using System.Net.Http.Headers;
using Cartel.Learning;

namespace Cartel.Protocol;

/// <content>The relay of parts.</content>
public sealed partial class RegistryClient
{
    private const int MostAttempts = 3;

    /// <summary>Uploads a part under its hash; one that is there already is left as it is.</summary>
    public Task UploadPartAsync(string sha256, ReadOnlyMemory<byte> bytes, string? replaces = null, CancellationToken cancellation = default)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return TellAsync(Put(PartPath(sha256) + (replaces is null ? "" : $"?replaces={replaces}"), content), cancellation);
    }

    /// <summary>Uploads several parts at once; those that are there already are left as they are.</summary>
    /// <param name="parts">As many as <see cref="PartBundle.Holds"/> allows.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="replaces">For each, if it is given at all, the hash of the offered part that it is sent in place of, or null.</param>
    public Task UploadPartsAsync(
        IReadOnlyCollection<ReadOnlyMemory<byte>> parts, IReadOnlyCollection<string?>? replaces = null, CancellationToken cancellation = default)
    {
        var request = Put($"{_root}/parts", PartBundle.Of(parts));
        if (replaces?.Any(static one => one is not null) is true) request.Headers.Add(PartBundle.ReplacesHeader, string.Join(',', replaces.Select(static one => one ?? "-")));
        return TellAsync(request, cancellation);
    }

    /// <summary>Chooses a donor of a transfer and gets its parts; waits up to <paramref name="wait"/> until all are there. Repeated, it gives the same.</summary>
    /// <param name="id">The transfer.</param>
    /// <param name="choice">Whose parts, and which.</param>
    /// <param name="mostBytes">What they may have together.</param>
    /// <param name="wait">At most <see cref="LongestWait"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Their bytes, which are to be compared with the hashes offered.</returns>
    /// <exception cref="RegistryException"><c>part-not-found</c>: they did not come in time.</exception>
    public Task<IReadOnlyList<byte[]>> FetchPartsAsync(
        string id, PartChoice choice, long mostBytes, TimeSpan wait, CancellationToken cancellation = default) => ExchangeAsync(
        Put(Invariant($"{TransferPath(id)}/parts?waitSeconds={Whole(wait)}"), CompressedJson.Of(choice, CartelJson.Default.PartChoice)), wait,
        async (response, inTime) =>
        {
            await using var body = await response.Content.ReadAsStreamAsync(inTime);
            return await PartBundle.ReadAsync(body, mostBytes, inTime);
        },
        cancellation);

    /// <summary>Downloads a part; waits up to <paramref name="wait"/> until its donor has uploaded it; goes on where a connection broke.</summary>
    /// <param name="sha256">The part's hash.</param>
    /// <param name="mostBytes">A longer part is refused before it is read.</param>
    /// <param name="wait">At most <see cref="LongestWait"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="maxAge">If it is given, what the donor sent in place of the part at most so long ago will do.</param>
    /// <returns>The bytes; without <paramref name="maxAge"/> their hash is right.</returns>
    /// <exception cref="RegistryException"><c>part-not-found</c>: it did not come in time; <c>part-too-large</c>: longer than
    /// allowed; <c>part-hash-mismatch</c>: damaged on the way.</exception>
    /// <exception cref="RegistryUnavailableException">The connection broke three times.</exception>
    public async Task<byte[]> DownloadPartAsync(string sha256, int mostBytes, TimeSpan wait, TimeSpan? maxAge = null, CancellationToken cancellation = default)
    {
        var (received, served) = (new MemoryStream(), sha256);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Once something of it has come, the rest must be of the same part.
                var goesOn = received.Length > 0;
                await FetchAsync(goesOn ? served : sha256, received, mostBytes, wait, goesOn ? null : maxAge, named => served = named, cancellation);
                break;
            }
            catch (RegistryUnavailableException) when (attempt < MostAttempts && received.Length > 0)
            {
            }
        }

        var bytes = received.ToArray();
        return ModelPart.HashOf(bytes) == served
            ? bytes
            : throw Refused("part-hash-mismatch", 422, $"the {bytes.Length} bytes that came are not those of the part {sha256}");
    }

    /// <summary>Withdraws a part everywhere.</summary>
    public Task<RecallReceipt> RecallPartAsync(string sha256, RecallOrder order, CancellationToken cancellation = default) =>
        RecallAsync($"{PartPath(sha256)}/recall", order, cancellation);

    /// <summary>Withdraws all parts that an agent has on offer, has lent, or has in the zoo.</summary>
    public Task<RecallReceipt> RecallAgentAsync(string task, string agent, RecallOrder order, CancellationToken cancellation = default) =>
        RecallAsync($"{AgentPath(task, agent)}/recall", order, cancellation);

    private Task<RecallReceipt> RecallAsync(string path, RecallOrder order, CancellationToken cancellation) => AskAsync(
        new HttpRequestMessage(HttpMethod.Post, path) { Content = CompressedJson.Of(order, CartelJson.Default.RecallOrder) },
        CartelJson.Default.RecallReceipt, cancellation);

    // The hash of what comes, which is told before the first byte is there.
    private Task<bool> FetchAsync(
        string sha256, MemoryStream received, int mostBytes, TimeSpan wait, TimeSpan? maxAge, Action<string> named, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Invariant($"{PartPath(sha256)}?{(maxAge is { } age ? $"maxAgeSeconds={Whole(age)}&" : "")}waitSeconds={Whole(wait)}"));
        if (received.Length > 0) request.Headers.Range = new RangeHeaderValue(received.Length, null);
        return ExchangeAsync(
            request, wait,
            async (response, inTime) =>
            {
                named(maxAge is null ? sha256 : response.Headers.ETag?.Tag.Trim('"') ?? sha256);
                if (response.StatusCode is not HttpStatusCode.PartialContent) received.SetLength(0);
                await using var body = await response.Content.ReadAsStreamAsync(inTime);
                await CopyAsync(body, received, mostBytes, inTime);
                return true;
            },
            cancellation);
    }

    private static async Task CopyAsync(Stream from, MemoryStream to, int mostBytes, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            if (to.Length + count > mostBytes) throw Refused("part-too-large", 413, $"the part is longer than the {mostBytes} bytes allowed");
            to.Write(buffer, 0, count);
        }
    }

    private static RegistryException Refused(string code, int status, string detail) =>
        new(new Problem(null, null, status, detail, code, null, false, null));

    private string PartPath(string sha256) => $"{_root}/parts/{Escape(sha256)}";
}
