namespace Cartel.Learning.Tests;

/// <summary>Saved states with a few bytes changed at random: refused, or as good as any other state.</summary>
[Category("Slow")]
public sealed class FuzzedStateTests
{
    private const int Inputs = 100_000;

    [TestCaseSource(typeof(DriftDetectors), nameof(DriftDetectors.Kinds))]
    public void A_mutated_state_is_refused_or_goes_on(string kind)
    {
        var random = new Random(1);
        var detector = DriftDetectors.Create(kind);
        for (var i = 0; i < 300; i++) detector.Observe(i % 4 == 0 ? 1 : 0);
        var state = detector.Save();
        var refused = 0;
        for (var input = 0; input < Inputs; input++)
        {
            byte[] mutated = [.. state];
            for (var change = random.Next(4); change >= 0; change--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            if (!TryRestore(detector, mutated))
            {
                refused++;
                continue;
            }

            for (var i = 0; i < 5; i++) detector.Observe(i % 2);
            // ADWIN takes up totals that no values have, as long as they are finite; merged, they may come to more than it reads.
            if (kind is not "adwin") Assert.That(() => DriftDetectors.Create(kind).Restore(detector.Save()), Throws.Nothing, Convert.ToHexString(mutated));
        }

        Assert.That(refused, Is.Positive);
    }

    private static bool TryRestore(IDriftDetector detector, byte[] state)
    {
        try
        {
            detector.Restore(state);
            return true;
        }
        catch (ModelFormatException)
        {
            return false;
        }
    }
}
