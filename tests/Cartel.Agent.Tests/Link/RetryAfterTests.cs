using System.Net;
using System.Net.Http.Json;
using Cartel.Protocol;

namespace Cartel.Agent.Tests.Link;

/// <summary>A registry that cannot serve says when to come back.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RetryAfterTests : LinkTest
{
    private readonly HastyTime _time;
    private readonly Registry _registry;

    public RetryAfterTests() : this(new HastyTime(), new Registry())
    {
    }

    private RetryAfterTests(HastyTime time, Registry registry) : base(registry, time) => (_time, _registry) = (time, registry);

    // By itself it would ask again within 375 ms; and no registry has it wait for more than a minute.
    [TestCase(7, 7)]
    [TestCase(86_400, 60)]
    public async Task It_comes_back_no_sooner_than_it_is_told(int seconds, int waited)
    {
        _registry.RetryAfterSeconds = seconds;

        await Session.CallAsync(() => Session.Client.RegisterAsync("task", "gateway-1", new AgentRegistration("hash", "1.0")), CancellationToken.None);

        Assert.That(_time.Waits, Is.EqualTo(new[] { TimeSpan.FromSeconds(waited) }));
    }

    /// <summary>A clock whose timers fire at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Registry : HttpMessageHandler
    {
        private bool _hasRefused;

        public int RetryAfterSeconds { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_hasRefused)
            {
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = JsonContent.Create(new LeaseGrant(10, DateTimeOffset.UnixEpoch), CartelJson.Default.LeaseGrant),
                });
            }

            _hasRefused = true;
            var refusal = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            refusal.Headers.Add("Retry-After", $"{RetryAfterSeconds}");
            return Task.FromResult(refusal);
        }
    }
}
