using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>Choices against an oracle that knows each agent's true distribution.</summary>
public sealed class GeneratedFleets
{
    private const int Classes = 10;
    private const int Agents = 40;
    private const int Fleets = 200;
    private const double NewShare = 0.2;

    // Donors within so much of the oracle's overlap are as good as its own pick.
    private const double AsGood = 0.05;

    [Test]
    public void The_default_picks_what_an_oracle_picks_and_priors_alone_do_not()
    {
        var cartel = Measure("cartel");
        var random = Measure("random");
        var nearest = Measure("nearest-prior");

        TestContext.Out.WriteLine($"as good as the oracle's pick: cartel {cartel.Picks:P0}, random {random.Picks:P0}, nearest-prior {nearest.Picks:P0}");
        TestContext.Out.WriteLine($"share of the oracle's overlap: cartel {cartel.Gain:P0}, random {random.Gain:P0}, nearest-prior {nearest.Gain:P0}");
        Assert.That(cartel.Picks, Is.GreaterThanOrEqualTo(0.9));
        Assert.That(cartel.Gain, Is.GreaterThanOrEqualTo(0.95));
        Assert.That(cartel.Gain, Is.GreaterThan(Math.Max(random.Gain, nearest.Gain) + 0.1));
    }

    private static (double Picks, double Gain) Measure(string name)
    {
        var choice = NeighbourChoices.Create(name, seed: 1);
        var (picks, gain, best) = (0, 0.0, 0.0);
        for (var seed = 1; seed <= Fleets; seed++)
        {
            var (query, overlaps, candidates) = Draw(seed);
            var chosen = overlaps[choice.Rank(query with { Draw = seed }, candidates)[0].Candidate.Agent];
            var oracle = overlaps.Values.Max();
            picks += chosen >= oracle - AsGood ? 1 : 0;
            (gain, best) = (gain + chosen, best + oracle);
        }

        return ((double)picks / Fleets, gain / best);
    }

    // Sites of five kinds with their own mixtures, a few classes each; class 9 spreads: half of each kind's agents know it,
    // and the asker, of one of the kinds, has just met it. It will be a fifth of all samples, as it is with who knows it:
    // an oracle that knew better what nobody can know yet would be no measure.
    private static (NeighbourQuery Query, Dictionary<string, double> Overlaps, Candidate[] Candidates) Draw(int seed)
    {
        var random = new SeededRandom(seed);
        double[][] kinds = [.. Enumerable.Range(0, 5).Select(_ => Mixture(random))];
        var asker = kinds[random.Next(kinds.Length)];
        var target = With(asker, NewShare);
        var overlaps = new Dictionary<string, double>();
        var candidates = Enumerable.Range(0, Agents).Select(i =>
        {
            var kind = kinds[random.Next(kinds.Length)];
            var knows = random.Next(2) == 0;
            var mixture = knows ? With(kind, NewShare) : kind;
            var name = $"agent-{i}";
            // Who lacks the class is of no help, however near.
            overlaps[name] = knows ? mixture.Zip(target, Math.Min).Sum() : 0;
            return Candidate(name, mixture, random);
        }).ToArray();
        long[] counts = Sample(With(asker, 0.02), 200, random);
        return (new NeighbourQuery(counts, [Classes - 1], [.. counts.Select((count, label) => label < Classes - 1 && count > 0 ? 0.9 : (double?)null)]), overlaps, candidates);
    }

    private static Candidate Candidate(string name, double[] mixture, SeededRandom random)
    {
        var counts = Sample(mixture, 150 + random.Next(350), random);
        return new Candidate(
            name, counts, [.. counts.Select(static count => 3 * count)],
            [.. counts.Select(count => count > 0 ? 0.75 + 0.2 * random.NextDouble() : (double?)null)],
            random.Next(600), OpenTransfers: 0, Kept: random.Next(3), Refused: random.Next(2));
    }

    private static double[] Mixture(SeededRandom random)
    {
        var weights = new double[Classes];
        while (weights.Count(static weight => weight > 0) < 4) weights[random.Next(Classes - 1)] = 0.2 + random.NextDouble();
        return With(weights, 0);
    }

    private static double[] With(double[] mixture, double share)
    {
        var rest = mixture[..(Classes - 1)];
        var sum = rest.Sum();
        return [.. rest.Select(weight => weight / sum * (1 - share)), share];
    }

    private static long[] Sample(double[] mixture, int samples, SeededRandom random)
    {
        var counts = new long[Classes];
        for (var n = 0; n < samples; n++)
        {
            var draw = random.NextDouble();
            var label = 0;
            while (label < Classes - 1 && (draw -= mixture[label]) >= 0) label++;
            counts[label]++;
        }

        return counts;
    }
}
