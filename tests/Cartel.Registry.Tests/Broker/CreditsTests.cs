using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Tests.Broker;

internal sealed class CreditsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Hash2 = new('2', 64);
    private static readonly PartOffer Derived = Some.Part with { DerivedFrom = [new PartSource("origin", Hash2)] };

    [TestCase(TransferState.Adopted, 0.5, 0.5, 0.5, 0)]
    [TestCase(TransferState.Adopted, 0.5, 0.45, 0.75, 0)]
    [TestCase(TransferState.Adopted, 0.5, 0.1, 1, 0)]
    [TestCase(TransferState.RolledBack, 0.5, 0.1, 0, 1)]
    [TestCase(TransferState.Rejected, 0.2, 0.2, 0, 0.1)]
    [TestCase(TransferState.Rejected, 0.2, 0.25, 0, 0.55)]
    [TestCase(TransferState.Rejected, 0.2, 0.9, 0, 1)]
    public void An_outcome_weighs_by_what_it_did_to_the_error(TransferState outcome, double before, double after, double kept, double refused)
    {
        var rating = Of(outcome, Some.Receipt(outcome) with { ErrorBefore = before, ErrorAfter = after }).Single(one => one.Of is Rated.Agent);

        Assert.That(rating.Name, Is.EqualTo("donor"));
        Assert.That((rating.Kept, rating.Refused), Is.EqualTo((kept, refused)).Within(1e-12));
    }

    [TestCase(TransferState.Failed)]
    [TestCase(TransferState.Expired)]
    public void What_broke_on_the_way_is_nobodys_fault(TransferState outcome) =>
        Assert.That(Of(outcome, Some.Receipt(outcome)), Is.Empty);

    [Test]
    public void Part_and_pair_are_rated_and_what_the_part_was_merged_from_by_half()
    {
        var ratings = Of(TransferState.RolledBack, Some.Receipt(TransferState.RolledBack));

        Assert.That(ratings.Select(one => (one.Of, one.Name, one.Refused)), Is.EquivalentTo(new[]
        {
            (Rated.Agent, "donor", 1.0), (Rated.Together, "donor", 1.0), (Rated.Part, Some.Hash1, 1.0), (Rated.Part, Hash2, 0.5),
        }));
    }

    [Test]
    public void Several_donors_share_and_past_parts_count_for_who_made_them()
    {
        var ratings = Of(
            TransferState.Adopted,
            Some.Receipt(TransferState.Adopted) with { Donors = ["donor", "zoo:old:1f"], ErrorBefore = 0.5, ErrorAfter = 0.1 },
            new DonorOffer("zoo:old:1f", 1, 0, 0, [], FromZoo: true));

        Assert.That(
            ratings.Where(one => one.Of is Rated.Agent).Select(one => (one.Name, one.Kept)), Is.EquivalentTo(new[] { ("donor", 0.5), ("old", 0.5) }));
    }

    private static IReadOnlyList<Rating> Of(TransferState outcome, TransferReceipt receipt, params DonorOffer[] others) => Credits.Of(new Transfer(
        "t", "sea", "target", new TransferTrigger(TriggerKind.Drift, 1), [2], outcome,
        [new DonorOffer("donor", 1, 0, 0, [Derived]), .. others], "donor", Now, Now, Now, receipt));
}
