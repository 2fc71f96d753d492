using System.Net;
using System.Net.Http.Json;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent.Tests.Link;

/// <summary>What an agent uploads when a part is wanted that it offered some time ago.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LendingTests : LinkTest
{
    private readonly Registry _registry;
    private string? _uploaded;

    public LendingTests() : this(new Registry())
    {
    }

    private LendingTests(Registry registry) : base(registry) => _registry = registry;

    [Test]
    public async Task It_lends_the_part_as_it_is_now_and_says_in_place_of_which()
    {
        var (offered, now) = await LendAsync(learnMore: true);

        Assert.That(now, Is.Not.EqualTo(offered));
        Assert.That(_uploaded, Is.EqualTo($"/{now}?replaces={offered}"));
    }

    [Test]
    public async Task A_model_that_has_not_learned_since_lends_what_it_offered()
    {
        var (offered, now) = await LendAsync(learnMore: false);

        Assert.That(now, Is.EqualTo(offered));
        Assert.That(_uploaded, Is.EqualTo($"/{offered}"));
    }

    private async Task<(string Offered, string Now)> LendAsync(bool learnMore)
    {
        var courier = new Courier(PublicationPolicy.Create());
        courier.Look(State);
        Assert.That(courier.Publications.TryPeek(out var publication), Is.True);
        var offered = publication!.Parts[0];
        var random = new SeededRandom(5);
        for (var i = 0; learnMore && i < 50; i++) Learner.Observe(Draw(random, 0), 0);
        var now = Learner.PartsOnOffer().Single(part => part.Id == offered.Id).Sha256;
        _registry.Wanted = offered.Sha256;

        var link = NewLink(courier, TimeProvider.System);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var running = link.RunAsync(stop.Token);
        await Mailbox.WaitAsync(stop.Token);
        Mailbox.Drain();
        _uploaded = await _registry.Uploaded.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await running;
        return (offered.Sha256, now);
    }

    /// <summary>A registry whose inbox has one request, once there was a publication.</summary>
    private sealed class Registry : HttpMessageHandler
    {
        private readonly TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<string> _uploaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Wanted { get; set; }

        /// <summary>Path and query of the upload, from the hash on.</summary>
        public Task<string> Uploaded => _uploaded.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (path.Contains("/parts/", StringComparison.Ordinal))
            {
                _uploaded.TrySetResult(request.RequestUri.PathAndQuery[path.LastIndexOf('/')..]);
                return new HttpResponseMessage(HttpStatusCode.Created);
            }

            if (path.EndsWith("/profile", StringComparison.Ordinal))
            {
                _published.TrySetResult();
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            }

            if (!path.EndsWith("/inbox", StringComparison.Ordinal))
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new LeaseGrant(10, DateTimeOffset.UnixEpoch), CartelJson.Default.LeaseGrant) };

            await _published.Task.WaitAsync(cancellationToken);
            if (Wanted is not { } sha256)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                throw new OperationCanceledException(cancellationToken);
            }

            Wanted = null;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new Inbox([new PartRequest(1, "t", sha256)]), CartelJson.Default.Inbox) };
        }
    }
}
