namespace Cartel.Collaboration;

/// <summary>The messages of <see cref="AffinityPropagation"/>, passed once at a time.</summary>
internal sealed class AffinityMessages(double[,] known, double damping)
{
    private readonly int _points = known.GetLength(0);
    private readonly double[,] _responsibilities = new double[known.GetLength(0), known.GetLength(0)];
    private readonly double[,] _availabilities = new double[known.GetLength(0), known.GetLength(0)];

    public bool IsExemplar(int point) => _responsibilities[point, point] + _availabilities[point, point] > 0;

    public void Pass()
    {
        for (var i = 0; i < _points; i++) Respond(i);
        for (var k = 0; k < _points; k++) Avail(k);
    }

    private void Respond(int i)
    {
        var (best, first, second) = (0, double.NegativeInfinity, double.NegativeInfinity);
        for (var k = 0; k < _points; k++)
        {
            var offer = _availabilities[i, k] + known[i, k];
            if (offer > first) (best, first, second) = (k, offer, first);
            else if (offer > second) second = offer;
        }

        for (var k = 0; k < _points; k++)
            _responsibilities[i, k] = Damped(_responsibilities[i, k], known[i, k] - (k == best ? second : first));
    }

    private void Avail(int k)
    {
        var own = _responsibilities[k, k];
        var sum = 0.0;
        for (var i = 0; i < _points; i++) sum += i == k ? 0 : Math.Max(0, _responsibilities[i, k]);
        for (var i = 0; i < _points; i++)
        {
            var available = i == k ? sum : Math.Min(0, own + sum - Math.Max(0, _responsibilities[i, k]));
            _availabilities[i, k] = Damped(_availabilities[i, k], available);
        }
    }

    private double Damped(double former, double now) => damping * former + (1 - damping) * now;
}
