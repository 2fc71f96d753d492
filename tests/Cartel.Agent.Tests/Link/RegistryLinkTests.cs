using System.Net;
using System.Net.Http.Json;
using System.Web;
using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Link;

/// <summary>How long an agent asks its inbox to wait.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RegistryLinkTests : LinkTest
{
    private readonly ManualTime _time;
    private readonly Proxy _proxy;

    public RegistryLinkTests() : this(new ManualTime())
    {
    }

    private RegistryLinkTests(ManualTime time) : this(time, new Proxy(time))
    {
    }

    private RegistryLinkTests(ManualTime time, Proxy proxy) : base(proxy, time) => (_time, _proxy) = (time, proxy);

    [Test]
    public async Task It_asks_for_five_minutes_until_a_wait_breaks_that_a_proxy_may_have_cut_and_for_55_seconds_from_then_on()
    {
        // A registry that goes away sooner is no proxy.
        _proxy.BreakAfter(TimeSpan.FromSeconds(54));
        _proxy.BreakAfter(TimeSpan.FromSeconds(55));
        var courier = new Courier(PublicationPolicy.Create());
        var link = NewLink(courier, _time);

        using var stop = new CancellationTokenSource();
        var running = link.RunAsync(stop.Token);
        var waits = await _proxy.Waits.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await running;

        Assert.That(waits, Is.EqualTo(new[] { "300", "0", "300", "0", "55", "55" }));
    }

    /// <summary>A registry behind something that breaks the first waits; the next ends without news, and the one after that with the test.</summary>
    private sealed class Proxy(ManualTime time) : HttpMessageHandler
    {
        private readonly Queue<TimeSpan> _breaks = [];
        private readonly List<string> _waits = [];
        private readonly TaskCompletionSource<IReadOnlyList<string>> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _silent;

        /// <summary>What the waits asked for, once the last has begun.</summary>
        public Task<IReadOnlyList<string>> Waits => _last.Task;

        public void BreakAfter(TimeSpan wait) => _breaks.Enqueue(wait);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Segments[^1] != "inbox")
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new LeaseGrant(10, time.GetUtcNow()), CartelJson.Default.LeaseGrant) };

            _waits.Add(HttpUtility.ParseQueryString(request.RequestUri.Query)["waitSeconds"]!);
            // Just a look whether the registry is back.
            if (_waits[^1] == "0") return new HttpResponseMessage(HttpStatusCode.NoContent);

            if (_breaks.TryDequeue(out var wait))
            {
                time.Advance(wait);
                throw new HttpRequestException("the connection broke");
            }

            if (_silent)
            {
                _last.TrySetResult(_waits);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            _silent = true;
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
