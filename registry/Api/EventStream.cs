using System.Text;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>The event log as <c>text/event-stream</c>: each event named by its kind, a comment every 15 s, <c>resync</c> when some were missed.</summary>
internal sealed class EventStream(IMetadataStore store, Bells bells, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const string MediaType = "text/event-stream";

    private const int Stretch = 500;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Whether a client asks for a stream, by its <c>Accept</c>.</summary>
    public static bool IsWantedBy(HttpContext http) =>
        http.Request.Headers.Accept.Any(static accept => accept?.Contains(MediaType, StringComparison.OrdinalIgnoreCase) is true);

    private async Task WriteAsync(HttpContext http, string ns, EventId from, Func<CartelEvent, bool> wanted)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold events back.
        await using var writer = new StreamWriter(http.Response.Body, new UTF8Encoding(false), bufferSize: 4096, leaveOpen: true);
        try
        {
            await WriteAsync(writer, ns, from, wanted, over.Token);
        }
        catch (Exception exception) when (over.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The client is gone, or the registry stops: the end of every stream.
        }
    }

    private async Task WriteAsync(StreamWriter writer, string ns, EventId at, Func<CartelEvent, bool> wanted, CancellationToken over)
    {
        // The first bytes tell the client that it is connected.
        await FlushAsync(writer, ":\n\n", over);
        var lastWrite = time.GetTimestamp();
        while (true)
        {
            var ring = bells.Next(Bells.Events(ns));
            var page = await store.EventsAsync(ns, at.Number, Stretch, over);
            if (at.IsGoneFrom(page))
            {
                at = new EventId(page.Epoch, Math.Max(0, page.Oldest - 1));
                await FlushAsync(writer, Resync(at), over);
                continue;
            }

            at = page.Items.Count > 0 && EventId.TryParse(page.Items[^1].Id, out var last) ? last : at with { Epoch = page.Epoch };
            var news = string.Concat(page.Items.Where(wanted).Select(Format));
            if (news.Length == 0 && time.GetElapsedTime(lastWrite) < Heartbeat)
            {
                if (page.Items.Count == 0) await ring.WaitAsync(over);
                continue;
            }

            await FlushAsync(writer, news.Length > 0 ? news : ":\n\n", over);
            lastWrite = time.GetTimestamp();
        }
    }

    private static string Format(CartelEvent happened) =>
        $"id: {happened.Id}\nevent: {happened.Kind}\ndata: {StoredJson.Write(happened)}\n\n";

    private string Resync(EventId at) => Format(new CartelEvent(
        $"{at.Epoch}-{at.Number}", time.GetUtcNow(), EventKinds.Resync, "", "", null, null, null, null,
        "Events were missed: look at everything afresh."));

    private static async Task FlushAsync(StreamWriter writer, string text, CancellationToken cancellation)
    {
        await writer.WriteAsync(text.AsMemory(), cancellation);
        await writer.FlushAsync(cancellation);
    }

    /// <summary>The stream as an endpoint's result.</summary>
    internal sealed class Answer(EventStream stream, IDisposable slot, string ns, EventId from, Func<CartelEvent, bool> wanted) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            using (slot) await stream.WriteAsync(httpContext, ns, from, wanted);
        }
    }
}
