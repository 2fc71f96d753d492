using Cartel.Agent;

namespace Cartel.Cli;

/// <summary>How many samples after a change a model is as good as it gets (CARTEL.md, section 5).</summary>
internal static class DemoRecovery
{
    private const int Horizon = 2000;
    private const int Checks = 10;
    private const double Tolerance = 0.02;

    /// <summary>Samples to recover for the agent and for its twin; null for a model that never does.</summary>
    /// <param name="scores">Held-out accuracies in order, one every ten samples.</param>
    /// <param name="change">The sample at which the distribution changed.</param>
    public static (long? Own, long? Twin) Of(IReadOnlyList<HeldOutScores> scores, long change)
    {
        HeldOutScores[] after = [.. scores.Where(score => score.Sample > change && score.Sample <= change + Horizon)];
        if (after.Length < Checks) return (null, null);

        var best = after.Max(static score => Math.Max(score.Own, score.Twin));
        return (FirstLasting(static score => score.Own), FirstLasting(static score => score.Twin));

        long? FirstLasting(Func<HeldOutScores, double> accuracy)
        {
            for (var i = 0; i + Checks <= after.Length; i++)
            {
                // A hair of slack: 0.98 − 0.96 is not 0.02 in binary.
                if (after.AsSpan(i, Checks).ToArray().All(score => accuracy(score) >= best - Tolerance - 1e-9)) return after[i].Sample - change;
            }

            return null;
        }
    }
}
