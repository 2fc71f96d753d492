using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Simulation;

/// <content>What outlasts a transfer: ratings, past parts, recalls.</content>
internal sealed partial class MemoryStore
{
    private readonly Dictionary<string, List<string>> _recalled = new(StringComparer.Ordinal);

    public Task<Ratings> RatingsAsync(TaskKey task, string target, CancellationToken cancellation) => Step(() =>
    {
        var ratings = new Ratings();
        if (!_tasks.TryGetValue(task, out var record)) return ratings;

        foreach (var ((scope, subject), rated) in record.Ratings)
        {
            if (scope.Length == 0 || scope == target) ratings.Set(RatedSubject.Parse(scope, subject), rated);
        }

        return ratings;
    });

    public Task<Ratings> TogetherAsync(TaskKey task, string target, CancellationToken cancellation) => Step(() =>
    {
        var ratings = new Ratings();
        if (!_tasks.TryGetValue(task, out var record)) return ratings;

        foreach (var ((scope, subject), rated) in record.Ratings)
        {
            if (scope == target) ratings.Set(RatedSubject.Parse(scope, subject), rated);
        }

        return ratings;
    });

    public Task RequestPartsAsync(
        AgentKey donor, string transferId, IReadOnlyList<string> sha256, DateTimeOffset at, CancellationToken cancellation) => Step(() =>
    {
        Want(donor, transferId, sha256, at);
        return true;
    });

    public Task<IReadOnlyList<ZooEntry>> ZooAsync(TaskKey task, CancellationToken cancellation) =>
        Step<IReadOnlyList<ZooEntry>>(() => _tasks.TryGetValue(task, out var record) ? [.. record.Zoo.Values] : []);

    public Task ChangeZooAsync(TaskKey task, ZooChange change, CancellationToken cancellation) => Step(() =>
    {
        if (!_tasks.TryGetValue(task, out var record)) return false;

        foreach (var id in change.Removed) record.Zoo.Remove(id);
        if (change.Added is { } added) record.Zoo[added.Id] = added;
        _changes.NoteZoo(task);
        return true;
    });

    public Task<long> RecallNumberAsync(string ns, CancellationToken cancellation) => Step(() => _recalls);

    public Task<IReadOnlySet<string>> RecalledAsync(string ns, CancellationToken cancellation) =>
        Step<IReadOnlySet<string>>(() => RecalledIn(ns).ToHashSet(StringComparer.Ordinal));

    public Task RecallAsync(
        string ns, IReadOnlyList<string> sha256, DateTimeOffset at, NewEvent recalled, CancellationToken cancellation) => Step(() =>
    {
        var all = RecalledIn(ns);
        all.AddRange(sha256.Except(all, StringComparer.Ordinal).ToList());
        if (all.Count > Keep.RecalledParts) all.RemoveRange(0, all.Count - Keep.RecalledParts);
        _recalls++;
        Append(ns, recalled);
        return true;
    });

    private void Rate(TaskKey task, string target, Rating rating, DateTimeOffset at)
    {
        var ratings = _tasks[task].Ratings;
        var subject = RatedSubject.Text(rating.Of, rating.Name, target);
        ratings[subject] = ratings.GetValueOrDefault(subject).Rate(rating.Kept, rating.Refused, at);
    }

    private List<string> RecalledIn(string ns)
    {
        if (!_recalled.TryGetValue(ns, out var all)) _recalled.Add(ns, all = []);
        return all;
    }
}
