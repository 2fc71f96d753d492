namespace Cartel.Registry.Store;

/// <summary>How far a replica has followed a task's feed of changes.</summary>
/// <param name="Epoch">Names the feed: a store that was emptied, or a task that was removed and came again, begins another.</param>
/// <param name="Number">The last change that it has seen.</param>
internal readonly record struct FeedMark(string Epoch, long Number)
{
    public static readonly FeedMark None = new("", 0);
}

/// <summary>An agent that changed or was removed, and the number of its last change.</summary>
internal readonly record struct ChangedAgent(string Name, long Number);

/// <summary>A stretch of a task's feed: each agent once, at its last change.</summary>
/// <param name="From">What it follows; the beginning, where the mark that was asked for is of another feed.</param>
/// <param name="Until">Where to go on.</param>
/// <param name="Newest">The number of the last change of all.</param>
/// <param name="Agents">In the order of their changes.</param>
/// <param name="Versions">Of what else is kept for the task.</param>
internal sealed record FeedPage(FeedMark From, FeedMark Until, long Newest, IReadOnlyList<ChangedAgent> Agents, TaskVersions Versions);

/// <summary>Numbers that grow with each change of what a task has beside its agents.</summary>
internal readonly record struct TaskVersions(long Manifest, long Zoo, long Ratings);
