using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Store;

/// <summary>What every identity store promises.</summary>
[TestFixture(typeof(EmbeddedIdentityEngine))]
[TestFixture(typeof(RedisIdentityEngine))]
[TestFixture(typeof(RedisClusterIdentityEngine))]
[TestFixture(typeof(GarnetIdentityEngine))]
internal sealed class IdentityStoreContract<TEngine> : EngineContract<TEngine>
    where TEngine : IIdentityEngine, new()
{
    private const string Ns = "default";

    // Redis deletes by its own clock.
    private static readonly DateTimeOffset Start = new(TimeProvider.System.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    private static readonly PublicJwk Jwk = new("EC", "P-256", "x", "y");

    private IIdentityStore _store = null!;

    [SetUp]
    public void Open() => _store = Engine.OpenEmpty();

    [TearDown]
    public async Task Close() => await _store.DisposeAsync();

    [Test]
    public async Task An_enrolment_writes_the_identity_and_uses_the_token_once()
    {
        await AddTokenAsync("t", uses: 1);

        Assert.That(await EnrollAsync("t", "a", "k1"), Is.EqualTo(EnrollmentOutcome.Enrolled));
        Assert.That(await EnrollAsync("t", "b", "k2"), Is.EqualTo(EnrollmentOutcome.UsedUp));

        Assert.That((await _store.FindIdentityAsync(Ns, "a", None))!.Identity.Keys.Single().Id, Is.EqualTo("k1"));
        Assert.That(await _store.FindIdentityAsync(Ns, "b", None), Is.Null);
        Assert.That((await _store.FindEnrollmentTokenAsync(Ns, "t", None))!.Used, Is.EqualTo(1));
    }

    [Test]
    public async Task Repeating_an_enrolment_changes_nothing_even_after_the_token_has_expired()
    {
        await AddTokenAsync("t", uses: 1);
        await EnrollAsync("t", "a", "k1");
        var stands = (await _store.FindIdentityAsync(Ns, "a", None))!;

        var again = new Enrolment("t", stands.Version, stands.Identity, "k1", Start.AddDays(1));

        Assert.That(await _store.EnrollAsync(Ns, again, None), Is.EqualTo(EnrollmentOutcome.Again));
        Assert.That((await _store.FindIdentityAsync(Ns, "a", None))!.Version, Is.EqualTo(stands.Version));
    }

    [Test]
    public async Task Of_many_who_enrol_at_once_with_one_token_as_many_get_in_as_it_is_good_for()
    {
        await AddTokenAsync("t", uses: 3);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => EnrollAsync("t", $"a{i}", $"k{i}"))));

        Assert.That(outcomes.Count(outcome => outcome is EnrollmentOutcome.Enrolled), Is.EqualTo(3));
        Assert.That(outcomes, Is.All.AnyOf(EnrollmentOutcome.Enrolled, EnrollmentOutcome.UsedUp));
        Assert.That(await _store.IdentitiesAsync(Ns, "", 100, None), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_token_that_expired_was_revoked_or_is_of_another_namespace_admits_nobody()
    {
        await AddTokenAsync("t", uses: 9);
        Assert.That(await EnrollAsync("t", "a", "k1", Start.AddHours(1)), Is.EqualTo(EnrollmentOutcome.Expired));
        Assert.That(await _store.EnrollAsync("other", Enrolment("t", "a", "k1", Start), None), Is.EqualTo(EnrollmentOutcome.UnknownToken));

        Assert.That(await _store.RemoveEnrollmentTokenAsync(Ns, "t", None), Is.True);
        Assert.That(await _store.RemoveEnrollmentTokenAsync(Ns, "t", None), Is.False);
        Assert.That(await EnrollAsync("t", "a", "k1"), Is.EqualTo(EnrollmentOutcome.UnknownToken));
        Assert.That(await _store.FindIdentityAsync(Ns, "a", None), Is.Null);
    }

    [Test]
    public async Task An_identity_is_replaced_only_as_it_was_read()
    {
        await AddTokenAsync("t", uses: 1);
        await EnrollAsync("t", "a", "k1");
        var read = (await _store.FindIdentityAsync(Ns, "a", None))!;
        var one = read.Identity with { Keys = [.. read.Identity.Keys, new IdentityKey("k2", Jwk, Start)] };
        var other = read.Identity with { Keys = [.. read.Identity.Keys, new IdentityKey("k3", Jwk, Start)] };

        Assert.That(await _store.ReplaceIdentityAsync(Ns, read, one, None), Is.True);
        Assert.That(await _store.ReplaceIdentityAsync(Ns, read, other, None), Is.False);

        var stands = (await _store.FindIdentityAsync(Ns, "a", None))!;
        Assert.That(stands.Identity.Keys.Select(key => key.Id), Is.EqualTo(new[] { "k1", "k2" }));
        Assert.That(await EnrolledAtAsync(read.Version), Is.EqualTo(EnrollmentOutcome.Raced));
    }

    [Test]
    public async Task A_replica_sees_by_the_revision_that_somebody_was_turned_away()
    {
        await AddTokenAsync("t", uses: 1);
        await EnrollAsync("t", "a", "k1");
        await _store.AddApiTokenAsync("h", Token("id"), None);
        await using var elsewhere = Engine.OpenAgain();
        var first = await elsewhere.RevisionAsync(None);

        var read = (await _store.FindIdentityAsync(Ns, "a", None))!;
        await _store.ReplaceIdentityAsync(Ns, read, read.Identity with { Keys = [] }, None);
        var second = await elsewhere.RevisionAsync(None);
        await _store.RemoveApiTokenAsync("h", None);
        var third = await elsewhere.RevisionAsync(None);

        Assert.That((first < second, second < third), Is.EqualTo((true, true)));
        Assert.That((await elsewhere.FindIdentityAsync(Ns, "a", None))!.Identity.Keys, Is.Empty);
    }

    [Test]
    public async Task Identities_come_in_name_order_and_in_stretches()
    {
        await AddTokenAsync("t", uses: 9);
        foreach (var name in (string[])["c", "a", "b-2", "b"]) await EnrollAsync("t", name, $"key-of-{name}");

        Assert.That(await NamesAsync("", 3), Is.EqualTo(new[] { "a", "b", "b-2" }));
        Assert.That(await NamesAsync("b-2", 3), Is.EqualTo(new[] { "c" }));

        async Task<IEnumerable<string>> NamesAsync(string after, int count) => (await _store.IdentitiesAsync(Ns, after, count, None)).Select(one => one.Agent);
    }

    [Test]
    public async Task Enrolment_tokens_are_listed_until_a_week_after_they_expired()
    {
        await AddTokenAsync("t", uses: 1);
        await AddTokenAsync("s", uses: 1);

        Assert.That((await _store.EnrollmentTokensAsync(Ns, Start.AddDays(7), None)).Select(one => one.Hash), Is.EqualTo(new[] { "s", "t" }));
        Assert.That(await _store.EnrollmentTokensAsync(Ns, Start.AddDays(8), None), Is.Empty);
    }

    [Test]
    public async Task An_API_token_is_found_by_its_hash_until_it_is_revoked_and_its_use_is_noted()
    {
        await _store.AddApiTokenAsync("h", Token("id"), None);
        await _store.TouchApiTokenAsync("h", Start.AddMinutes(1), None);
        await _store.TouchApiTokenAsync("unknown", Start, None);

        Assert.That((await _store.FindApiTokenAsync("h", None))!.Token, Is.EqualTo(Token("id")));
        Assert.That((await _store.ApiTokensAsync(Start, None)).Single().LastUsedAt, Is.EqualTo(Start.AddMinutes(1)));
        Assert.That(await _store.RemoveApiTokenAsync("h", None), Is.True);
        Assert.That(await _store.RemoveApiTokenAsync("h", None), Is.False);
        Assert.That(await _store.FindApiTokenAsync("h", None), Is.Null);
        Assert.That(await _store.ApiTokensAsync(Start, None), Is.Empty);
    }

    [Test]
    public async Task An_API_token_is_kept_until_a_week_after_it_expired()
    {
        await _store.AddApiTokenAsync("h", Token("id"), None);
        await _store.AddApiTokenAsync("later", Token("id-2") with { ExpiresAt = Start.AddDays(2) }, None);

        Assert.That((await _store.ApiTokensAsync(Start.AddDays(8).AddTicks(-1), None)).Select(one => one.Hash), Is.EqualTo(new[] { "h", "later" }));
        Assert.That((await _store.ApiTokensAsync(Start.AddDays(8), None)).Single().Hash, Is.EqualTo("later"));
        Assert.That(await _store.FindApiTokenAsync("h", None), Is.Null);
    }

    [Test]
    public async Task The_audit_log_is_read_newest_first_by_namespace_and_in_pages()
    {
        for (var i = 1; i <= 5; i++) await _store.AuditAsync(i % 2 == 0 ? "other" : Ns, Entry(i), None);

        var all = await _store.AuditAsync(null, long.MaxValue, 3, None);
        var rest = await _store.AuditAsync(null, all[^1].Number, 3, None);
        var own = await _store.AuditAsync(Ns, long.MaxValue, 10, None);

        Assert.That(all.Concat(rest).Select(entry => entry.Outcome), Is.EqualTo(new[] { 5, 4, 3, 2, 1 }));
        Assert.That(all.Concat(rest).Select(entry => entry.Number), Is.Ordered.Descending.And.Unique);
        Assert.That(own.Select(entry => entry.Outcome), Is.EqualTo(new[] { 5, 3, 1 }));
        Assert.That(own[0], Is.EqualTo(Entry(5) with { Number = own[0].Number }));
    }

    private static AuditEntry Entry(int outcome) => new(0, Start, "token x", "127.0.0.1", "PUT /x", outcome, "a detail");

    private static ApiToken Token(string id) => new(id, Role.Operator, Ns, "a script", Start, Start.AddDays(1), "somebody");

    private static Enrolment Enrolment(string token, string agent, string key, DateTimeOffset at) =>
        new(token, 0, new Identity(agent, [new IdentityKey(key, Jwk, Start)]), key, at);

    private Task AddTokenAsync(string hash, int uses) =>
        _store.AddEnrollmentTokenAsync(Ns, hash, new EnrollmentToken(hash, null, uses, Start, Start.AddHours(1), "somebody"), None);

    private Task<EnrollmentOutcome> EnrollAsync(string token, string agent, string key, DateTimeOffset? at = null) =>
        _store.EnrollAsync(Ns, Enrolment(token, agent, key, at ?? Start), None);

    private async Task<EnrollmentOutcome> EnrolledAtAsync(long version)
    {
        await AddTokenAsync("late", uses: 1);
        return await _store.EnrollAsync(Ns, Enrolment("late", "a", "k9", Start) with { Before = version }, None);
    }
}
