using System.Text.Json;
using Cartel.Agent;
using Cartel.Collaboration;
using Cartel.Protocol;

namespace Cartel.Simulation;

/// <summary>Turns the course of a device's transfers into marks of the journal.</summary>
internal sealed class TransferMarks(int device, Deployment deployment)
{
    /// <summary>Notes what is new in a request.</summary>
    public void Changed(TransferRecord? before, TransferRecord now)
    {
        if (before is null)
        {
            var trigger = now.Request.Trigger;
            Add(trigger.Sample, trigger.Kind is TriggerKind.Novelty ? "novelty" : "drift", NamesOf(now.Request.Needs));
        }

        if (before?.Id is null && now.Id is not null) Add(now.Request.Trigger.Sample, "asked", NamesOf(now.Request.Needs));
        if (before?.MergedAtSample is null && now.MergedAtSample is { } merged) Add(merged, "merged", $"{string.Join(", ", now.Parts)} of {now.Donor}");
        if (before?.Outcome is null && now.Outcome is { } outcome) Add(now.EndedAtSample ?? 0, WordOf(outcome), now.Reason ?? "");
    }

    /// <summary>Notes what came of parts that were there before they were needed.</summary>
    public void Ahead(long sample, TransferStep step) => Add(
        sample, step.Kind is TransferStepKind.Merged ? "anticipated" : JsonNamingPolicy.KebabCaseLower.ConvertName(step.Kind.ToString()), step.Reason);

    private void Add(long sample, string kind, string detail) => deployment.Journal.Add(new JournalEntry(device, sample, kind, detail));

    private string NamesOf(IReadOnlyList<int> needs) => string.Join(", ", needs.Select(need => deployment.Schema.Classes[need]));

    private static string WordOf(TransferState outcome) => Cartel.Registry.Broker.Words.Of(outcome);
}
