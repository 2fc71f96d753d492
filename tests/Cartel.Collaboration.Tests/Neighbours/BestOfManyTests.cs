using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>A ranking of which only the best are wanted, beside the first stretch of the whole one.</summary>
public sealed class BestOfManyTests
{
    private const int Classes = 5;

    private static readonly NeighbourQuery Query = new([80, 60, 40, 0, 2], [4, 3], [0.9, 0.9, 0.8, null, 0.2]);

    private static IEnumerable<TestCaseData> Cases() =>
        from name in NeighbourChoices.Names from seed in Enumerable.Range(1, 6) from most in (int[])[1, 7, 500] select new TestCaseData(name, seed, most);

    [TestCaseSource(nameof(Cases))]
    public void They_are_those_of_the_whole_ranking_with_all_their_terms(string name, int seed, int most)
    {
        var (choice, candidates, query) = (NeighbourChoices.Create(name), Draw(seed), Query with { Sketch = Sketches(new SeededRandom(99)), MostBits = seed % 2 == 0 ? 1 : 0.3 });

        var best = choice.Rank(query with { Explain = false, Most = most }, candidates);

        RankedCandidate[] expected = [.. choice.Rank(query, candidates).Where(static one => one.Refused is null).Take(most)];
        Assert.That(expected, Is.Not.Empty);
        Assert.That(best.Select(Told), Is.EqualTo(expected.Select(Told)));
    }

    [TestCaseSource(nameof(Cases))]
    public void Whoever_is_outOfQuestionof_question_would_be_refused(string name, int seed, int most)
    {
        var (choice, candidates) = (NeighbourChoices.Create(name), Draw(seed));
        var refused = choice.Rank(Query, candidates).Where(static one => one.Refused is not null).Select(static one => one.Candidate.Agent).ToHashSet();

        var outOfQuestion = candidates.Where(one => choice.IsOutOfQuestion(Query, one.ClassCounts, one.Evidence, one.Recall)).Select(static one => one.Agent).ToList();

        Assert.That(outOfQuestion.Except(refused), Is.Empty);
        if (choice.Combines) Assert.That(outOfQuestion, Has.Count.GreaterThan(candidates.Length / 4), "else there would be little gained");
    }

    [Test]
    public void Where_nobody_can_help_the_reasons_are_those_of_the_whole_ranking()
    {
        var choice = NeighbourChoices.Create(NeighbourChoices.Default);
        Candidate[] ignorant = [.. Draw(1).Select(static one => one with { Evidence = [.. one.Evidence.Select(static _ => 0L)] })];

        var told = choice.Rank(Query with { Explain = false, Most = 3 }, ignorant);

        Assert.That(told.Select(static one => (one.Candidate.Agent, one.Refused)), Is.EqualTo(choice.Rank(Query, ignorant).Select(static one => (one.Candidate.Agent, one.Refused))));
        Assert.That(told, Has.Count.EqualTo(ignorant.Length));
    }

    private static string Told(RankedCandidate one) => $"{one.Candidate.Agent} {one.Score:r} {one.Divergence} {string.Join(' ', one.Terms)}";

    // Some know what is needed, some not; some are equals but for their names, flawed, quarantined, busy or unlike.
    private static Candidate[] Draw(int seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, 300).Select(i => i % 10 == 9 ? Equal(i) : One(i, random))];
    }

    private static Candidate Equal(int i) => new($"equal-{i}", [80, 60, 40, 30, 30], [200, 200, 200, 200, 200], [0.9, 0.9, 0.9, 0.8, 0.8], 10, 0, 0, 0);

    private static Candidate One(int i, SeededRandom random)
    {
        long[] counts = [.. Enumerable.Range(0, Classes).Select(_ => random.Next(3) == 0 ? 0L : random.Next(100))];
        return new Candidate(
            $"agent-{random.Next(1_000_000)}-{i}", counts, [.. counts.Select(count => count * random.Next(5))],
            [.. counts.Select(count => count > 0 ? 0.3 + 0.7 * random.NextDouble() : (double?)null)],
            random.Next(1000), random.Next(3), random.Next(5), random.Next(4))
        {
            Lends = random.Next(10) > 0,
            Standing = (Standing)random.Next(3),
            Network = random.NextDouble(),
            Sketch = random.Next(2) == 0 ? null : Sketches(random),
            Together = new DonorRecord(random.Next(3), random.Next(3), default),
        };
    }

    private static byte[]?[] Sketches(SeededRandom random)
    {
        var sketcher = new ClassSketcher(features: 3, Classes);
        for (var i = 0; i < 60; i++) sketcher.Observe([random.Next(5), random.Next(5), random.Next(5)], random.Next(Classes));
        return [.. sketcher.Sketches()];
    }
}
