using Cartel.Collaboration;

namespace Cartel.Simulation;

/// <summary>Devices in groups by what classes they see.</summary>
/// <param name="deployment">Whose devices.</param>
/// <param name="distance">The mean divergence, in bits, up to which groups are one.</param>
/// <param name="every">Rounds between two clusterings of all.</param>
internal sealed class Clusters(Deployment deployment, double distance, int every) : ICohorts
{
    private readonly ClassReport?[] _reports = new ClassReport?[deployment.Devices];
    private readonly List<int> _moving = [];
    private readonly int[] _groups = new int[deployment.Devices];

    public int Of(int device) => _groups[device];

    public void Tell(int device, ClassReport report)
    {
        _reports[device] = report;
        if (report.Drifted) _moving.Add(device);
    }

    public void Settle(long round)
    {
        if (round % every == 1 % every) ClusterAll();
        else foreach (var device in _moving) Move(device);
        _moving.Clear();
    }

    // Average linkage: the two nearest groups become one until the nearest are too far apart. O(devices³).
    private void ClusterAll()
    {
        var known = Enumerable.Range(0, _reports.Length).Where(Knows).ToList();
        var groups = known.Select(static device => new List<int> { device }).ToList();
        var between = Divergences();
        while (groups.Count > 1)
        {
            var (first, second, least) = Nearest(groups, between);
            if (least > distance) break;

            groups[first].AddRange(groups[second]);
            groups.RemoveAt(second);
        }

        // A group goes by its first device; who has told nothing yet stands alone.
        for (var device = 0; device < _groups.Length; device++) _groups[device] = device;
        foreach (var group in groups)
        {
            foreach (var device in group) _groups[device] = group.Min();
        }
    }

    private void Move(int device)
    {
        var nearest = Enumerable.Range(0, _reports.Length)
            .Where(other => other != device && Knows(other))
            .GroupBy(other => _groups[other], other => Divergence(device, other))
            .Select(static group => (Group: group.Key, Mean: group.Average()))
            .OrderBy(static group => group.Mean).ThenBy(static group => group.Group)
            .FirstOrDefault((Group: -1, Mean: double.PositiveInfinity));
        _groups[device] = nearest.Mean <= distance ? nearest.Group : FreeName(device);
    }

    // The group may go by this device's name, and stay behind.
    private int FreeName(int device) =>
        _groups.Where((group, other) => other != device && group == device).Any() ? _groups.Max() + 1 : device;

    private static (int First, int Second, double Least) Nearest(List<List<int>> groups, double[,] between)
    {
        var (first, second, least) = (0, 1, double.PositiveInfinity);
        for (var i = 0; i < groups.Count; i++)
        {
            for (var j = i + 1; j < groups.Count; j++)
            {
                var mean = groups[i].Average(one => groups[j].Average(other => between[one, other]));
                if (mean < least) (first, second, least) = (i, j, mean);
            }
        }

        return (first, second, least);
    }

    private double[,] Divergences()
    {
        var between = new double[_reports.Length, _reports.Length];
        for (var i = 0; i < _reports.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Knows(i) && Knows(j)) between[i, j] = between[j, i] = Divergence(i, j);
            }
        }

        return between;
    }

    private bool Knows(int device) => _reports[device] is { } report && report.Counts.Any(static count => count > 0);

    private double Divergence(int one, int other) => JensenShannon.Estimate(_reports[one]!.Counts, _reports[other]!.Counts).Bits;
}
