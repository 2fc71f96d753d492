namespace Cartel.Cli;

/// <summary>Streams that err as a learner did, but without drift: blocks of its errors, drawn at random.</summary>
/// <remarks>Each block begins at any place with the same chance and runs on past the end at the beginning, so that every error is
/// drawn as often as every other, and errors that come in runs shorter than a block still do. D. N. Politis and J. P. Romano, “A
/// circular block-resampling procedure for stationary data”, in: Exploring the limits of bootstrap, Wiley, 1992, 263–270.</remarks>
/// <param name="errors">0 or 1 for each prediction; at least one.</param>
/// <param name="block">How many errors stay together; above 0.</param>
/// <param name="seed">Same seed, same streams.</param>
internal sealed class ErrorReplay(double[] errors, int block, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>The error rate.</summary>
    public double Rate { get; } = errors.Average();

    /// <summary>Fills a stream, which goes on at the rate <see cref="Rate"/> + <paramref name="rise"/> from a place on.</summary>
    /// <param name="stream">What to fill.</param>
    /// <param name="change">The place of the first value at the higher rate.</param>
    /// <param name="rise">How much higher it is: errors of their own are added to those drawn.</param>
    public void Fill(Span<double> stream, int change, double rise)
    {
        for (var done = 0; done < stream.Length; done += block)
        {
            var start = _random.Next(errors.Length);
            var length = Math.Min(block, stream.Length - done);
            for (var i = 0; i < length; i++) stream[done + i] = errors[(start + i) % errors.Length];
        }

        var chance = rise / (1 - Rate);
        for (var i = change; i < stream.Length; i++)
        {
            if (stream[i] == 0 && _random.NextDouble() < chance) stream[i] = 1;
        }
    }
}
