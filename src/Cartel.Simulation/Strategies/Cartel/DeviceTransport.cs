using System.Net.Http.Headers;

namespace Cartel.Simulation;

/// <summary>Carries a device's requests over the metered network to the simulated registry, and the answers back.</summary>
internal sealed class DeviceTransport(int device, MeteredNetwork network, SimulatedRegistry registry) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var described = Describe(request, body);
        var head = HttpHead.OfRequest(described.Method, request.RequestUri!.PathAndQuery, request.RequestUri.Authority, described.Headers);
        return ResponseTo(request, await CarryAsync(described, head, cancellationToken).ConfigureAwait(false));
    }

    private async Task<RegistryAnswer> CarryAsync(RegistryRequest request, int head, CancellationToken cancellation)
    {
        // What awaits it goes on where the answer arrives, outside of any context: on the simulation's thread, and not on a pool's.
        var answered = new TaskCompletionSource<RegistryAnswer>();
        using var givenUp = cancellation.Register(() => answered.TrySetCanceled(cancellation));
        network.Send(device, MeteredNetwork.Hub, request.Kind, request.Body.Length, Arrive, Fail, head);
        if (request.Wait > MeteredNetwork.ProbeEvery) network.Watch(() => !answered.Task.IsCompleted);
        return await answered.Task.ConfigureAwait(false);

        void Arrive() => registry.Take(request, Return);

        void Return(RegistryAnswer answer) => network.Send(
            MeteredNetwork.Hub, device, answer.KindFor(request), answer.Body.Length, () => answered.TrySetResult(answer), Fail, answer.HeadBytes);

        void Fail() => answered.TrySetException(new HttpRequestException("the device is offline"));
    }

    private RegistryRequest Describe(HttpRequestMessage request, byte[] body) => new(
        device,
        request.Method.Method,
        request.RequestUri!.AbsolutePath,
        request.RequestUri.Query,
        [
            .. request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
                .Select(static header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value))),
        ],
        body);

    private static HttpResponseMessage ResponseTo(HttpRequestMessage request, RegistryAnswer answer)
    {
        var content = new ByteArrayContent(answer.Body);
        if (answer.ContentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(answer.ContentType);
        if (answer.ContentEncoding is not null) content.Headers.ContentEncoding.Add(answer.ContentEncoding);
        var response = new HttpResponseMessage(answer.Status) { Content = content, RequestMessage = request };
        if (answer.ETag is not null) response.Headers.ETag = EntityTagHeaderValue.Parse(answer.ETag);
        return response;
    }
}
