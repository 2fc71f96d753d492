namespace Cartel.Registry.Security;

/// <summary>What may be taken: fills steadily up to a limit. It may go into debt by what was larger than foreseen; then nothing may be taken until that is paid.</summary>
/// <remarks>level(t) = min(capacity, level(t₀) + rate · (t − t₀)). A clock that is set back fills nothing. Thread-safe. The framework's own
/// bucket knows no debt, and a part's length is known only when it has passed.</remarks>
/// <param name="perSecond">How fast it fills.</param>
/// <param name="capacity">What it holds; it begins full.</param>
/// <param name="now">The time.</param>
internal sealed class TokenBucket(double perSecond, double capacity, DateTimeOffset now)
{
    private readonly Lock _one = new();
    private readonly double _capacity = capacity;
    private double _level = capacity;
    private DateTimeOffset _at = now;

    /// <summary>Takes, if there is anything; otherwise says when there will be.</summary>
    /// <returns>Null: taken.</returns>
    public TimeSpan? Take(double count, DateTimeOffset time)
    {
        lock (_one)
        {
            Fill(time);
            // What is wanted and what is there may both be large numbers: a trillionth is nothing.
            if (_level < Math.Min(count, _capacity) - 1e-9) return TimeSpan.FromSeconds((Math.Min(count, _capacity) - _level) / perSecond);

            _level -= count;
            return null;
        }
    }

    /// <summary>Takes whatever is there, and more.</summary>
    public void Owe(double count, DateTimeOffset time)
    {
        lock (_one)
        {
            Fill(time);
            _level -= count;
        }
    }

    /// <summary>Whether it is as good as a new one.</summary>
    public bool IsFull(DateTimeOffset time)
    {
        lock (_one)
        {
            Fill(time);
            return _level >= _capacity;
        }
    }

    private void Fill(DateTimeOffset time)
    {
        if (time > _at) _level = Math.Min(_capacity, _level + perSecond * (time - _at).TotalSeconds);
        _at = time;
    }
}
