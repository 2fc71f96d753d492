using Cartel.Collaboration;

namespace Cartel.Agent;

/// <summary>A status for people: a line for each thing, with its name in front.</summary>
internal static class StatusText
{
    private const int MostClasses = 5;
    private const int MostDetectors = 2;

    /// <summary>What an agent says of itself.</summary>
    /// <param name="status">What it said.</param>
    public static IEnumerable<(string Name, string Text)> Lines(LiveStatus status)
    {
        var learning = status.Learning;
        yield return ("learning", $"{Figures.Count(learning.Samples)} samples, {Figures.Count(learning.SamplesPerSecond)}/s, accuracy {Figures.Percent(learning.Accuracy)}, overall {Figures.Percent(learning.OverallAccuracy)}");
        yield return ("data", learning.Data + (learning.BadRows > 0 ? $"; {Figures.Of(learning.BadRows, "row", "rows")} could not be used" : "")
            + string.Concat((learning.Gaps ?? new Dictionary<string, long>()).Select(static gap => $"; {gap.Key}: {gap.Value}")));
        yield return ("model", $"{status.Model.Learner}, {Figures.Count(status.Model.SamplesLearned)} samples learned, {Figures.Bytes(status.Model.Bytes)}{(status.Model.OnTrial ? ", borrowed parts on trial" : "")}");
        yield return ("classes", Classes(status));
        yield return ("drift", Drift(status.Drift));
        if (status.Drift.Detectors.Count > 0) yield return ("detectors", Detectors(status.Drift.Detectors));
        yield return ("transfers", Transfers(status.Transfers));
        if (status.Late is { } late) yield return ("late labels", $"{Figures.Count(late.Waiting)} samples wait, {Figures.Count(late.Matched)} labels found theirs, {Figures.Count(late.ExpiredSamples + late.ExpiredLabels)} expired");
        yield return ("outbox", $"{Figures.Of(status.Outbox.Items, "message", "messages")}, {Figures.Bytes(status.Outbox.Bytes)}{(status.Outbox.Dropped.Count > 0 ? $"; dropped {string.Join(", ", status.Outbox.Dropped.Select(static one => $"{Figures.Count(one.Count)} {one.Kind} ({one.Reason})"))}" : "")}");
        yield return ("registry", status.Registry is { } registry ? Registry(registry, status.At) : "none: it learns alone");
        yield return ("checkpoint", $"{Figures.Age(status.Checkpoint.AgeSeconds)} old, {Figures.Bytes(status.Checkpoint.Bytes)}, {Figures.Bytes(status.Checkpoint.FreeBytes)} free in {status.Checkpoint.Folder}{(status.Checkpoint.Problem is { } problem ? $"; cannot be stored: {problem}" : "")}");
        yield return ("process", $"{Figures.Bytes(status.Process.ResidentBytes)} of memory, {Figures.Age(status.Process.CpuSeconds)} of processor time, {Figures.Percent(status.Process.BackgroundShare)} of a core in the background, {status.Process.Threads} threads{Economy(status.Process.Economy)}");
        if (status.Local is { } local) yield return ("local http", $"http://127.0.0.1:{local.Port}: {Figures.Count(local.Predictions)} predictions, {Figures.Count(local.Samples)} samples, {Figures.Count(local.Labels)} labels, {Figures.Count(local.Refused)} refused");
        if (status.Configuration.Problem is { } wrong) yield return ("configuration", $"read anew and not usable, the former is in force: {wrong}");
        if (status.Configuration.NeedRestart.Count > 0) yield return ("configuration", $"changed, waits for a restart: {string.Join(", ", status.Configuration.NeedRestart)}");
    }

    /// <summary>Who it is, and whether it runs.</summary>
    public static string Title(LiveStatus status, bool running, double age) => running
        ? $"{status.Agent} of {status.Task} is {status.State.ToString().ToLowerInvariant()}, for {Figures.Age((status.At - status.StartedAt).TotalSeconds)} (process {status.Pid}, version {status.Version.Split('+')[0]})"
        : $"{status.Agent} of {status.Task} does not run{(status.State is AgentPhase.Stopped ? "; it was stopped" : "; it did not say farewell")} {Figures.Age(age)} ago";

    private static string Economy(Economy economy) => economy switch
    {
        Collaboration.Economy.None => "",
        Collaboration.Economy.NothingAhead => "; to save it fetches nothing ahead of need and lends nothing",
        Collaboration.Economy.OneCandidate => "; to save it also tries only one way of merging",
        _ => "; to save it learns alone",
    };

    private static string Classes(LiveStatus status)
    {
        if (status.Classes.Count == 0) return "none seen yet";

        var shown = status.Classes.Take(MostClasses).Select(static one => $"{one.Name} {one.Share * 100:0}% (recall {Figures.Percent(one.Recall)})");
        return string.Join(", ", shown) + (status.Classes.Count > MostClasses ? $", {status.Classes.Count - MostClasses} more" : "");
    }

    private static string Drift(DriftStatus drift)
    {
        var last = drift.Last is { } alarm ? $"; the last: {alarm.Kind} at sample {Figures.Count(alarm.Sample)} ({string.Join(", ", alarm.Classes.Take(MostClasses))})" : "";
        return $"{drift.Trigger}: {Figures.Of(drift.Novelties, "new class", "new classes")}, {Figures.Of(drift.Drifts, "drift", "drifts")}{(drift.Unlabelled > 0 ? $", {Figures.Of(drift.Unlabelled, "alarm", "alarms")} without labels" : "")}{last}";
    }

    private static string Detectors(IReadOnlyList<DetectorStatus> detectors)
    {
        var shown = detectors.Take(MostDetectors).Select(static one => $"{one.Class ?? one.Name} at {Figures.Number(one.Statistic)}, {(one.WarningAt is { } warning ? $"warns at {Figures.Number(warning)}, " : "")}signals at {Figures.Number(one.DriftAt)}");
        return string.Join("; ", shown) + (detectors.Count > MostDetectors ? $"; {detectors.Count - MostDetectors} more, farther" : "");
    }

    private static string Transfers(TransfersStatus transfers)
    {
        var ended = transfers.ByOutcome.Count == 0 ? "none ended" : string.Join(", ", transfers.ByOutcome.Select(static one => $"{Figures.Count(one.Value)} {one.Key}"));
        return ended + (transfers.Open is { } open ? $"; under way: {open.Kind} at sample {Figures.Count(open.Sample)}" : "");
    }

    private static string Registry(RegistryStatus registry, DateTimeOffset now)
    {
        var answers = registry.Reachable switch { true => "answers", false => "does not answer", null => "was not asked yet" };
        var last = registry.LastAnswerAt is { } at && registry.Reachable is not true ? $", last {Figures.Age((now - at).TotalSeconds)} ago" : "";
        return $"{registry.Address} {answers}{last}; {Figures.Bytes(registry.BytesUp)} up, {Figures.Bytes(registry.BytesDown)} down";
    }
}
