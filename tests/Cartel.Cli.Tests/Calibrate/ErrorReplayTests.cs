namespace Cartel.Cli.Tests;

public sealed class ErrorReplayTests
{
    // No learner errs by 17ths, but each value tells where it came from.
    private static readonly double[] Places = [.. Enumerable.Range(0, 17).Select(static place => place / 17.0)];

    [Test]
    public void Keeps_the_errors_of_a_block_in_their_order()
    {
        var stream = new double[1000];

        new ErrorReplay(Places, block: 10, seed: 1).Fill(stream, stream.Length, 0);

        for (var i = 0; i < stream.Length; i++)
        {
            if (i % 10 > 0) Assert.That(stream[i], Is.EqualTo(Places[(Array.IndexOf(Places, stream[i - 1]) + 1) % 17]));
        }
    }

    [Test]
    public void Draws_every_error_as_often_as_every_other()
    {
        var stream = new double[17_000];

        new ErrorReplay(Places, block: 10, seed: 1).Fill(stream, stream.Length, 0);

        // 1000 expected; a block of 10 holds a place at most once, so the standard deviation is below that of 17 000 single draws, 31.
        foreach (var place in Places) Assert.That(stream.Count(x => x == place), Is.InRange(875, 1125));
    }

    [Test]
    public void Is_the_same_for_the_same_seed()
    {
        var (one, other) = (new double[500], new double[500]);

        new ErrorReplay(Places, 5, seed: 3).Fill(one, 200, 0.1);
        new ErrorReplay(Places, 5, seed: 3).Fill(other, 200, 0.1);

        Assert.That(one, Is.EqualTo(other));
    }

    [Test]
    public void Rises_by_as_much_as_asked_from_the_change_on()
    {
        double[] errors = [.. Enumerable.Range(0, 1000).Select(static i => i % 5 == 0 ? 1.0 : 0)];
        var replay = new ErrorReplay(errors, 50, seed: 1);
        var stream = new double[200_000];

        replay.Fill(stream, 100_000, 0.1);

        Assert.That(replay.Rate, Is.EqualTo(0.2));
        Assert.That(stream[..100_000].Average(), Is.EqualTo(0.2).Within(0.001));
        Assert.That(stream[100_000..].Average(), Is.EqualTo(0.3).Within(0.005)); // standard deviation 0.001
    }
}
