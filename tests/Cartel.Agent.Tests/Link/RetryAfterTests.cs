using System.Net;
using System.Net.Http.Json;
using Cartel.Protocol;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Link;

/// <summary>A registry that cannot serve says when to come back.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RetryAfterTests : LinkTest
{
    private readonly ManualTime _time;
    private readonly Registry _registry;

    public RetryAfterTests() : this(new ManualTime())
    {
    }

    private RetryAfterTests(ManualTime time) : this(time, new Registry(time))
    {
    }

    private RetryAfterTests(ManualTime time, Registry registry) : base(registry, time) => (_time, _registry) = (time, registry);

    // By itself it would ask again within 375 ms; and no registry has it wait for more than a minute.
    [TestCase(7, 7)]
    [TestCase(86_400, 60)]
    public async Task It_comes_back_no_sooner(int seconds, int least)
    {
        _registry.RetryAfterSeconds = seconds;
        var calling = Session.CallAsync(() => Session.Client.RegisterAsync("task", "gateway-1", new AgentRegistration("hash", "1.0")), CancellationToken.None);

        var waited = await Eventually.GetAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(_registry.Waited);
            },
            static waited => waited is not null);

        Assert.That(waited!.Value.TotalSeconds, Is.GreaterThanOrEqualTo(least).And.LessThan(86_400));
        await calling;
    }

    private sealed class Registry(ManualTime time) : HttpMessageHandler
    {
        private DateTimeOffset? _refusedAt;

        public int RetryAfterSeconds { get; set; }

        /// <summary>How long after the refusal it was called again.</summary>
        public TimeSpan? Waited { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_refusedAt is { } at)
            {
                Waited = time.GetUtcNow() - at;
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new LeaseGrant(10, time.GetUtcNow()), CartelJson.Default.LeaseGrant) });
            }

            _refusedAt = time.GetUtcNow();
            var refusal = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            refusal.Headers.Add("Retry-After", $"{RetryAfterSeconds}");
            return Task.FromResult(refusal);
        }
    }
}
