using System.Net;
using System.Net.Http.Headers;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Client;

internal sealed class RegistryClientTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 1_000).Select(i => (byte)i)];

    [Test]
    public async Task A_download_goes_on_where_the_connection_broke()
    {
        var asked = new List<RangeHeaderValue?>();
        using var http = Http(request =>
        {
            asked.Add(request.Headers.Range);
            var from = (int)(request.Headers.Range?.Ranges.Single().From ?? 0);
            return new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
            {
                Content = new StreamContent(new BreakingStream(Bytes[from..], breakAfter: from > 0 ? int.MaxValue : 400)),
            };
        });

        var bytes = await new RegistryClient(http).DownloadPartAsync(ModelPart.HashOf(Bytes), 1_000, TimeSpan.Zero);

        Assert.That(bytes, Is.EqualTo(Bytes));
        Assert.That(asked.Select(range => range?.ToString()), Is.EqualTo(new[] { null, "bytes=400-" }));
    }

    [Test]
    public async Task A_download_begins_again_when_the_range_is_ignored()
    {
        var attempts = 0;
        using var http = Http(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(new BreakingStream(Bytes, breakAfter: attempts++ == 0 ? 400 : int.MaxValue)),
        });

        Assert.That(await new RegistryClient(http).DownloadPartAsync(ModelPart.HashOf(Bytes), 1_000, TimeSpan.Zero), Is.EqualTo(Bytes));
    }

    [Test]
    public void A_connection_that_breaks_three_times_is_given_up()
    {
        var attempts = 0;
        using var http = Http(_ =>
        {
            attempts++;
            return new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = new StreamContent(new BreakingStream(Bytes, breakAfter: 10)) };
        });

        Assert.That(
            async () => await new RegistryClient(http).DownloadPartAsync(ModelPart.HashOf(Bytes), 1_000, TimeSpan.Zero),
            Throws.InstanceOf<RegistryUnavailableException>());
        Assert.That(attempts, Is.EqualTo(3));
    }

    [Test]
    public void Bytes_that_are_not_the_parts_are_refused()
    {
        using var http = Http(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Bytes[1..]) });

        Assert.That(
            async () => await new RegistryClient(http).DownloadPartAsync(ModelPart.HashOf(Bytes), 1_000, TimeSpan.Zero),
            Throws.InstanceOf<RegistryException>().With.Property(nameof(RegistryException.Problem)).Property(nameof(Problem.Code)).EqualTo("part-hash-mismatch"));
    }

    [TestCase(HttpStatusCode.BadGateway, "<html>a proxy's page</html>")]
    [TestCase(HttpStatusCode.OK, "{\"name\":")]
    [TestCase(HttpStatusCode.OK, "null")]
    public void An_answer_that_makes_no_sense_is_a_registry_that_is_not_there(HttpStatusCode status, string body)
    {
        using var http = Http(_ => new HttpResponseMessage(status) { Content = new StringContent(body) });

        Assert.That(async () => await new RegistryClient(http).TaskAsync("sea"), Throws.InstanceOf<RegistryUnavailableException>());
    }

    [Test]
    public void Nobody_at_the_address_is_a_registry_that_is_not_there()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1/") };

        Assert.That(async () => await new RegistryClient(http).TaskAsync("sea"), Throws.InstanceOf<RegistryUnavailableException>());
    }

    [Test]
    public void A_registry_that_does_not_answer_in_time_is_not_there()
    {
        using var http = new HttpClient(new Silence()) { BaseAddress = new Uri("http://registry/") };
        var client = new RegistryClient(http, timeout: TimeSpan.FromMilliseconds(50));

        Assert.That(
            async () => await client.TaskAsync("sea"),
            Throws.InstanceOf<RegistryUnavailableException>().With.Message.Contains("no answer within 0.1 s"));
    }

    [Test]
    public async Task Who_stops_waiting_is_told_just_that()
    {
        using var http = new HttpClient(new Silence()) { BaseAddress = new Uri("http://registry/") };
        using var stop = new CancellationTokenSource();
        var waiting = new RegistryClient(http).TaskAsync("sea", stop.Token);

        await stop.CancelAsync();

        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_refusal_of_something_in_between_has_its_status_as_code()
    {
        using var http = Http(_ => new HttpResponseMessage(HttpStatusCode.Forbidden));

        Assert.That(
            async () => await new RegistryClient(http).TaskAsync("sea"),
            Throws.InstanceOf<RegistryException>().With.Property(nameof(RegistryException.Problem)).Property(nameof(Problem.Code)).EqualTo("http-403"));
    }

    private static HttpClient Http(Func<HttpRequestMessage, HttpResponseMessage> answer) =>
        new(new Answering(answer)) { BaseAddress = new Uri("http://registry/") };

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }

    private sealed class Silence : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new HttpResponseMessage();
        }
    }

    private sealed class BreakingStream(byte[] bytes, int breakAfter) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= breakAfter) throw new IOException("the connection broke");

            return base.ReadAsync(buffer[..(int)Math.Min(buffer.Length, breakAfter - Position)], cancellationToken);
        }
    }
}
