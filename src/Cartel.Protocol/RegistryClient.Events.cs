using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Cartel.Protocol;

/// <content>The event log.</content>
public sealed partial class RegistryClient
{
    // Events come with a heartbeat every 15 s: a stream that is silent for longer than three of them is dead.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    /// <summary>Events after an id, oldest first; from the oldest that is kept when there is no id.</summary>
    /// <param name="after">The id of the last event seen, or null.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RegistryException"><c>events-gone</c>: the id is too old or of another store; begin again without one.</exception>
    public Task<EventList> EventsAsync(string? after = null, int limit = 1_000, CancellationToken cancellation = default) =>
        AskAsync(Get(Invariant($"{_root}/events?after={Escape(after ?? "0")}&limit={limit}")), CartelJson.Default.EventList, cancellation);

    /// <summary>Events after an id and then as they happen, until the connection breaks or the caller stops.</summary>
    /// <remarks>An event of kind <see cref="EventKinds.Resync"/> says that some were missed; what follows is what is still kept.</remarks>
    /// <param name="lastEventId">The id of the last event seen; null begins with the oldest that is kept.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RegistryUnavailableException">The connection broke or fell silent: call again with the last id.</exception>
    public async IAsyncEnumerable<CartelEvent> StreamEventsAsync(
        string? lastEventId = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var silence = new CancellationTokenSource(_timeout, _time);
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        using var response = await OpenStreamAsync(lastEventId ?? "0", inTime.Token, cancellation);
        await using var stream = new WatchedStream(await response.Content.ReadAsStreamAsync(inTime.Token), () => silence.CancelAfter(LongestSilence));
        silence.CancelAfter(LongestSilence);
        var items = SseParser.Create(stream, static (_, data) => JsonSerializer.Deserialize(data, CartelJson.Default.CartelEvent)!)
            .EnumerateAsync(inTime.Token).GetAsyncEnumerator(inTime.Token);
        await using (items)
        {
            while (await NextAsync(items, cancellation)) yield return items.Current.Data;
        }
    }

    private async Task<HttpResponseMessage> OpenStreamAsync(string after, CancellationToken inTime, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_root}/events?after={Escape(after)}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, inTime);
            if (response.IsSuccessStatusCode) return response;

            using (response) throw await FailureOfAsync(response, inTime);
        }
        catch (Exception cause) when (IsBroken(cause) && !cancellation.IsCancellationRequested)
        {
            throw new RegistryUnavailableException(_http.BaseAddress, cause.Message, cause);
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<SseItem<CartelEvent>> items, CancellationToken cancellation)
    {
        try
        {
            if (await items.MoveNextAsync()) return true;
        }
        catch (Exception cause) when (IsBroken(cause) && !cancellation.IsCancellationRequested)
        {
            throw new RegistryUnavailableException(_http.BaseAddress, $"the event stream broke: {cause.Message}", cause);
        }

        throw new RegistryUnavailableException(_http.BaseAddress, "the event stream ended");
    }
}
