using System.Net;
using System.Net.Http.Json;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Api;

internal sealed class TransferRequestTests : RegistryTest
{
    [SetUp]
    public async Task MakeFleet() => await Some.FleetAsync(Client);

    [Test]
    public async Task Who_can_be_helped_by_nobody_is_told_at_once_and_why()
    {
        var transfer = await Client.RequestTransferAsync("sea", Some.Request() with { Recall = [0.9, 0.9, 0.95] }, Some.Key());

        Assert.That(transfer.State, Is.EqualTo(TransferState.Rejected));
        Assert.That(transfer.Receipt!.Reason, Does.StartWith("Nobody can help").And.Contain("donor").And.Contain("recall"));
        Assert.That(await EventKindsAsync(), Is.SupersetOf(new[] { "novelty", "transfer.rejected" }));
        Assert.That(await Refused.CodeOfAsync(() => Client.MoveAsync(transfer.Id, new TransferMove(TransferState.Fetching, "donor", [Some.Hash1]))), Is.EqualTo("transfer-ended"));
    }

    [Test]
    public async Task An_agent_without_a_lease_or_with_no_parts_is_not_offered()
    {
        await Client.RegisterAsync("sea", "empty", Some.Registration);
        await Client.PutProfileAsync("sea", "empty", Some.Profile() with { Parts = [] });
        Assert.That(
            (await Client.RequestTransferAsync("sea", Some.Request(), Some.Key())).Offers.Select(offer => offer.Agent), Is.EqualTo(new[] { "donor" }));

        Time.Advance(TimeSpan.FromSeconds(13));
        Assert.That((await Client.RequestTransferAsync("sea", Some.Request(sample: 501), Some.Key())).State, Is.EqualTo(TransferState.Rejected));
    }

    [Test]
    public async Task At_most_three_donors_are_offered_the_best_first()
    {
        for (var i = 1; i <= 4; i++)
        {
            await Client.RegisterAsync("sea", $"d{i}", Some.Registration);
            await Client.PutProfileAsync("sea", $"d{i}", Some.Profile() with { ClassCounts = [100, 100 + 100 * i, 100] });
        }

        var offers = (await Client.RequestTransferAsync("sea", Some.Request(), Some.Key())).Offers;

        // The target has classes 0 and 1 alike: the more a donor has of class 1, the further away it is.
        Assert.That(offers.Select(offer => offer.Agent), Is.EqualTo(new[] { "donor", "d1", "d2" }));
        Assert.That(offers.Select(offer => offer.Score), Is.Ordered.Descending);
    }

    [Test]
    public async Task The_same_key_gives_the_same_transfer_and_says_so()
    {
        var key = Some.Key();
        var first = await PostAsync(Some.Request(), key);
        var second = await PostAsync(Some.Request(), key);

        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo(await first.Content.ReadAsStringAsync()));
        Assert.That((first.StatusCode, second.StatusCode), Is.EqualTo((HttpStatusCode.Created, HttpStatusCode.Created)));
        Assert.That(first.Headers.Contains("Idempotency-Replayed"), Is.False);
        Assert.That(second.Headers.GetValues("Idempotency-Replayed"), Is.EqualTo(new[] { "true" }));
        Assert.That(await Refused.OfAsync(await PostAsync(Some.Request(sample: 9), key)), Is.EqualTo((422, "idempotency-conflict")));
        Assert.That(await Client.TransfersAsync("sea"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_key_is_forgotten_after_a_day()
    {
        await PostAsync(Some.Request(), "k");
        Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        Assert.That((await PostAsync(Some.Request(sample: 9), "k")).StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task Many_identical_requests_at_once_make_one_transfer()
    {
        var key = Some.Key();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Client.RequestTransferAsync("sea", Some.Request(), key)));

        Assert.That(answers.Select(transfer => transfer.Id).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(await Client.TransfersAsync("sea"), Has.Count.EqualTo(1));
        Assert.That((await EventKindsAsync()).Count(kind => kind is "novelty" or "transfer.offered"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_signal_and_a_request_about_the_same_thing_make_one_event()
    {
        var signal = new AgentSignal(TriggerKind.Novelty, 500, [2]);
        await Client.SignalAsync("sea", "target", signal, "a");
        await Client.SignalAsync("sea", "target", signal, "a");
        await Client.SignalAsync("sea", "target", signal, "b");
        await Client.RequestTransferAsync("sea", Some.Request(sample: 500), Some.Key());
        await Client.SignalAsync("sea", "target", signal with { Kind = TriggerKind.Drift }, "c");

        Assert.That((await EventKindsAsync()).Where(kind => kind is "novelty" or "drift"), Is.EqualTo(new[] { "novelty", "drift" }));
        Assert.That(
            await Refused.CodeOfAsync(() => Client.SignalAsync("sea", "target", signal with { Sample = 1 }, "a")), Is.EqualTo("idempotency-conflict"));
    }

    private static readonly (string Name, TransferRequest Request, string Code)[] Bad =
    [
        ("unknown target", Some.Request("nobody"), "agent-not-found"),
        ("no name", Some.Request("No One"), "invalid-name"),
        ("other schema", Some.Request() with { SchemaHash = Some.Hash1 }, "schema-mismatch"),
        ("no needs", Some.Request() with { Needs = [] }, "invalid-class"),
        ("unknown class", Some.Request() with { Needs = [3] }, "invalid-class"),
        ("class twice", Some.Request() with { Needs = [2, 2] }, "invalid-class"),
        ("too few counts", Some.Request() with { ClassCounts = [1] }, "wrong-class-count"),
        ("negative count", Some.Request() with { ClassCounts = [1, 1, -1] }, "negative-count"),
        ("no samples", Some.Request() with { ClassCounts = [0, 0, 0] }, "no-samples"),
        ("recall above 1", Some.Request() with { Recall = [2, null, null] }, "rate-out-of-range"),
        ("negative budget", Some.Request() with { ByteBudget = -1 }, "invalid-budget"),
        ("negative sample", Some.Request(sample: -1), "negative-count"),
    ];

    private static IEnumerable<TestCaseData> BadRequests => Bad.Select(bad => new TestCaseData(bad.Request, bad.Code).SetArgDisplayNames(bad.Name));

    [TestCaseSource(nameof(BadRequests))]
    public async Task A_bad_request_is_refused_and_leaves_no_trace(TransferRequest request, string code)
    {
        Assert.That(await Refused.CodeOfAsync(() => Client.RequestTransferAsync("sea", request, Some.Key())), Is.EqualTo(code));
        Assert.That(await Client.TransfersAsync("sea"), Is.Empty);
        Assert.That(await EventKindsAsync(), Is.All.StartsWith("agent."));
    }

    [Test]
    public async Task A_request_without_an_idempotency_key_is_refused()
    {
        var answer = await Http.PostAsync($"{Root}/tasks/sea/transfers", JsonContent.Create(Some.Request(), CartelJson.Default.TransferRequest));

        Assert.That(await Refused.OfAsync(answer), Is.EqualTo((400, "idempotency-key-required")));
        Assert.That(await Client.TransfersAsync("sea"), Is.Empty);
    }

    private Task<HttpResponseMessage> PostAsync(TransferRequest request, string key)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, $"{Root}/tasks/sea/transfers")
        {
            Content = JsonContent.Create(request, CartelJson.Default.TransferRequest),
        };
        message.Headers.Add("Idempotency-Key", key);
        return Http.SendAsync(message);
    }
}
