namespace Cartel.Collaboration.Tests;

public sealed class DonorRecordTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [TestCase(0, 0, 0.5)]
    [TestCase(3, 1, 4.0 / 6)]
    [TestCase(0, 2, 0.25)]
    public void The_score_is_the_mean_of_a_beta_distribution(double kept, double refused, double expected) =>
        Assert.That(new DonorRecord(kept, refused, Start).Score, Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void What_is_known_halves_in_two_hours()
    {
        var record = new DonorRecord(4, 2, Start).Rate(kept: 1, refused: 0, Start.AddHours(2));

        Assert.That(record, Is.EqualTo(new DonorRecord(3, 1, Start.AddHours(2))));
        Assert.That(record.AsOf(Start), Is.EqualTo(record), "the past changes nothing");
    }

    // 0 kept, 3 refused: 1/5. At 0.4 the refusals weigh ½, that is after log₂ 6 half-lives.
    [TestCase(0, Standing.Quarantined)]
    [TestCase(29, Standing.Quarantined)]
    [TestCase(30, Standing.Probation)]
    [TestCase(120 * 2.584, Standing.Probation)]
    [TestCase(120 * 2.586, Standing.Good)]
    public void Harm_leads_to_quarantine_then_probation_then_a_new_beginning(double minutes, Standing expected) =>
        Assert.That(new DonorRecord(0, 3, Start).StandingAt(Start.AddMinutes(minutes)), Is.EqualTo(expected));

    [Test]
    public void Two_refusals_out_of_nothing_are_not_enough_and_a_good_record_outweighs_them()
    {
        Assert.That(new DonorRecord(0, 2, Start).StandingAt(Start), Is.EqualTo(Standing.Probation));
        Assert.That(new DonorRecord(2, 2, Start).StandingAt(Start), Is.EqualTo(Standing.Good));
        Assert.That(default(DonorRecord).StandingAt(Start), Is.EqualTo(Standing.Good));
    }
}
