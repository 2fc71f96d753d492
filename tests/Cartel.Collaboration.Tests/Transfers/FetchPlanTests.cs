namespace Cartel.Collaboration.Tests;

public sealed class FetchPlanTests
{
    private static readonly DonorOffering<int> Left = new("left", [0, 1, 4]);
    private static readonly DonorOffering<int> Right = new("right", [2, 3, 4]);
    private static readonly DonorOffering<int> Whole = new("whole", [0, 1, 2, 3, 4]);

    [Test]
    public void A_donor_that_knows_all_is_asked_alone() =>
        Assert.That(Plan([Whole, Left, Right]), Is.EqualTo(new[] { "whole: 4 0 1 2 3" }));

    [Test]
    public void Halves_complement_each_other_and_both_say_what_they_know_of_the_needed_class() =>
        Assert.That(Plan([Left, Right, Whole]), Is.EqualTo(new[] { "left: 4 0 1", "right: 4 2 3" }));

    [Test]
    public void Without_the_needed_class_a_donor_is_of_no_use() =>
        Assert.That(Plan([new DonorOffering<int>("others", [0, 1, 2, 3])]), Is.Empty);

    [TestCase(2, "left: 4|right: 4")]
    [TestCase(3, "left: 4 0|right: 4")]
    [TestCase(0, "")]
    public void The_budget_goes_to_the_needed_class_first(long budget, string plan) =>
        Assert.That(string.Join('|', Plan([Left, Right], budget)), Is.EqualTo(plan));

    [Test]
    public void Three_donors_are_the_most()
    {
        DonorOffering<int>[] each = [.. Enumerable.Range(0, 4).Select(k => new DonorOffering<int>($"{k}", [k, 4]))];

        Assert.That(Plan(each), Is.EqualTo(new[] { "0: 4 0", "1: 4 1", "2: 4 2" }));
    }

    // A part is a class, and a byte.
    private static IEnumerable<string> Plan(DonorOffering<int>[] offers, long budget = 100) =>
        FetchPlan.Of(offers, [4], [0, 1, 2, 3], budget, static part => [part], static _ => 1).Select(static donor => $"{donor.Donor}: {string.Join(' ', donor.Parts)}");
}
