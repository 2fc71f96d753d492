using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Cartel.Agent.Tests.Link;

/// <summary>A registry that does not know the agent, or has had enough of it, for a while.</summary>
internal sealed class TurnedAwayTests() : LinkTest(Registry, Clock)
{
    private static readonly ImpatientTime Clock = new();
    private static readonly Doorkeeper Registry = new();

    [TestCase(HttpStatusCode.Unauthorized, "key-revoked")]
    [TestCase(HttpStatusCode.TooManyRequests, "rate-limited")]
    [CancelAfter(30_000)]
    public async Task A_call_waits_until_it_is_let_in(HttpStatusCode status, string code, CancellationToken cancellation)
    {
        (Registry.Status, Registry.Code, Registry.Refusals) = (status, code, 3);

        var tasks = await Session.CallAsync(() => Session.Client.TasksAsync(cancellation), cancellation);

        Assert.That((tasks, Registry.Refusals), Is.EqualTo((Array.Empty<object>(), 0)));
    }

    /// <summary>Every pause is over at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }

    private sealed class Doorkeeper : HttpMessageHandler
    {
        public HttpStatusCode Status { get; set; }

        public string Code { get; set; } = "";

        public int Refusals { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Refusals == 0) return Task.FromResult(Answer(HttpStatusCode.OK, "application/json", """{"items":[]}"""));

            Refusals--;
            var refusal = Answer(Status, "application/problem+json", $$"""{"status":{{(int)Status}},"code":"{{Code}}"}""");
            if (Status is HttpStatusCode.TooManyRequests) refusal.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(2));
            return Task.FromResult(refusal);
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, string type, string body) =>
            new(status) { Content = new StringContent(body, Encoding.UTF8, type) };
    }
}
