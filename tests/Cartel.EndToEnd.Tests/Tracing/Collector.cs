using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Tracing;

/// <summary>A span as it was sent.</summary>
internal sealed record Span(string Service, string Instance, string Trace, string Id, string Parent, string Name);

/// <summary>An OpenTelemetry collector that keeps the spans sent to it: OTLP over HTTP, of whose Protocol Buffers it reads what it needs
/// (opentelemetry/proto/trace/v1/trace.proto: the field numbers below are from there).</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly Task _serving;

    public Collector()
    {
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}/");

    public IReadOnlyList<Span> Spans => [.. _spans];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext http;
            try
            {
                http = await _listener.GetContextAsync();
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = TakeAsync(http);
        }
    }

    // A sender that hangs up, as one does that ends or has waited too long, costs what it was sending and no more.
    private async Task TakeAsync(HttpListenerContext http)
    {
        try
        {
            using var body = new MemoryStream();
            await http.Request.InputStream.CopyToAsync(body);
            if (http.Request.Url!.AbsolutePath == "/v1/traces") Read(body.ToArray());
            http.Response.Close();
        }
        catch (Exception hungUp) when (hungUp is HttpListenerException or IOException or ObjectDisposedException)
        {
            http.Response.Abort();
        }
    }

    // ExportTraceServiceRequest.resource_spans = 1; ResourceSpans.resource = 1, scope_spans = 2; ScopeSpans.spans = 2.
    private void Read(byte[] request)
    {
        foreach (var resourceSpans in Fields(request, 1))
        {
            var attributes = Fields(resourceSpans, 1).SelectMany(static resource => Fields(resource, 1)).Select(Attribute).ToDictionary();
            foreach (var span in Fields(resourceSpans, 2).SelectMany(static scope => Fields(scope, 2)))
            {
                // Span.trace_id = 1, span_id = 2, parent_span_id = 4, name = 5.
                _spans.Enqueue(new Span(
                    attributes.GetValueOrDefault("service.name", ""), attributes.GetValueOrDefault("service.instance.id", ""),
                    Hex(span, 1), Hex(span, 2), Hex(span, 4), Encoding.UTF8.GetString(Fields(span, 5).Single().Span)));
            }
        }
    }

    // KeyValue.key = 1, value = 2; AnyValue.string_value = 1.
    private static KeyValuePair<string, string> Attribute(ReadOnlyMemory<byte> pair) => new(
        Encoding.UTF8.GetString(Fields(pair, 1).Single().Span),
        string.Concat(Fields(pair, 2).SelectMany(static value => Fields(value, 1)).Select(static text => Encoding.UTF8.GetString(text.Span))));

    private static string Hex(ReadOnlyMemory<byte> message, int field) => string.Concat(Fields(message, field).Select(static bytes => Convert.ToHexStringLower(bytes.Span)));

    /// <summary>The length-delimited fields of a message that have a number.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0: Varint(message, ref at); break;
                case 1: at += 8; break;
                case 5: at += 4; break;
                default:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == number) yield return message.Slice(at, length);
                    at += length;
                    break;
            }
        }
    }

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var one = message.Span[at++];
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80) return value;
        }
    }
}
