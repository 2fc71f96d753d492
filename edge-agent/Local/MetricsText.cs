using System.Text;
using Cartel.Hosting;

namespace Cartel.Agent;

/// <summary>A status in Prometheus' text format; what the process takes comes beside it, by the usual names.</summary>
internal static class MetricsText
{
    private const string Counter = "counter";
    private const string Gauge = "gauge";

    /// <summary>Its text.</summary>
    public static string Write(LiveStatus status)
    {
        var text = new StringBuilder();
        PrometheusLines.Head(text, "cartel_agent_info", Gauge, "Who this is; always 1.");
        PrometheusLines.Line(text, "cartel_agent_info", Labels(("agent", status.Agent), ("namespace", status.Namespace), ("task", status.Task), ("learner", status.Model.Learner), ("version", status.Version)), 1);
        WriteLearning(text, status);
        WriteDrift(text, status);
        WriteOutbox(text, status.Outbox);
        if (status.Late is { } late) WriteLate(text, late);
        One("cartel_agent_checkpoint_bytes", Gauge, "Size of the checkpoint's files.", status.Checkpoint.Bytes);
        One("cartel_agent_checkpoint_age_seconds", Gauge, "Age of the last checkpoint.", status.Checkpoint.AgeSeconds);
        One("cartel_agent_checkpoint_problem", Gauge, "1: the last checkpoint could not be stored.", status.Checkpoint.Problem is null ? 0 : 1);
        One("cartel_agent_state_bytes", Gauge, "Size of all files in the state folder.", status.Checkpoint.FolderBytes);
        One("cartel_agent_disk_free_bytes", Gauge, "Room on the disk of the state folder.", status.Checkpoint.FreeBytes);
        One("cartel_agent_configuration_problem", Gauge, "1: the configuration was read anew and cannot be used, the former is in force.", status.Configuration.Problem is null ? 0 : 1);
        One("cartel_agent_economy_level", Gauge, "What it does without, so that its budgets hold: 0 nothing, 1 fetching ahead and lending, 2 also other ways of merging, 3 the registry.", (int)status.Process.Economy);
        One("cartel_agent_background_core_ratio", Gauge, "Share of one core that fetching, trying and lending parts took on the pipeline's thread in the last minute.", status.Process.BackgroundShare);
        if (status.Registry is { } registry) WriteRegistry(text, registry, status.At);
        if (status.Local is { } local) WriteLocal(text, local);
        return text.ToString();

        void One(string name, string type, string help, double value) => PrometheusLines.Write(text, name, type, help, value);
    }

    private static void WriteLearning(StringBuilder text, LiveStatus status)
    {
        var learning = status.Learning;
        PrometheusLines.Write(text, "cartel_agent_samples_total", Counter, "Labelled samples learned, earlier processes included.", learning.Samples);
        PrometheusLines.Write(text, "cartel_agent_samples_read_total", Counter, "Samples read, with and without a label, earlier processes included.", learning.Position);
        PrometheusLines.Write(text, "cartel_agent_bad_rows_total", Counter, "Rows that could not be used.", learning.BadRows);
        if (learning.Gaps is { Count: > 0 } gaps)
        {
            PrometheusLines.Head(text, "cartel_agent_gaps_total", Counter, "What its source lost on the way since this process began, by reason.");
            foreach (var (reason, count) in gaps) PrometheusLines.Line(text, "cartel_agent_gaps_total", Labels(("reason", reason)), count);
        }

        if (learning.Accuracy is { } accuracy) PrometheusLines.Write(text, "cartel_agent_accuracy_ratio", Gauge, "Prequential accuracy over the recent window.", accuracy);
        if (learning.OverallAccuracy is { } overall) PrometheusLines.Write(text, "cartel_agent_overall_accuracy_ratio", Gauge, "Prequential accuracy over all samples.", overall);
        PrometheusLines.Write(text, "cartel_agent_model_bytes", Gauge, "Size of the model in memory.", status.Model.Bytes);
        PrometheusLines.Write(text, "cartel_agent_model_on_trial", Gauge, "1: borrowed parts are on trial.", status.Model.OnTrial ? 1 : 0);
        if (status.Classes.Count == 0) return;

        PrometheusLines.Head(text, "cartel_agent_class_share_ratio", Gauge, "Share of a class in the recent window; at most 50 classes.");
        foreach (var one in status.Classes) PrometheusLines.Line(text, "cartel_agent_class_share_ratio", Labels(("class", one.Name)), one.Share);
    }

    private static void WriteDrift(StringBuilder text, LiveStatus status)
    {
        const string Alarms = "cartel_agent_alarms_total";
        PrometheusLines.Head(text, Alarms, Counter, "Alarms by kind: a new class, a fall of the model, a shift among samples without labels.");
        PrometheusLines.Line(text, Alarms, Labels(("kind", "novelty")), status.Drift.Novelties);
        PrometheusLines.Line(text, Alarms, Labels(("kind", "drift")), status.Drift.Drifts);
        PrometheusLines.Line(text, Alarms, Labels(("kind", "unlabelled")), status.Drift.Unlabelled);
        PrometheusLines.Write(text, "cartel_agent_transfers_open", Gauge, "Requests for help under way.", status.Transfers.Open is null ? 0 : 1);
        WriteBy(text, "cartel_agent_transfers_total", "Requests for help that ended, by outcome.", "outcome", status.Transfers.ByOutcome);
    }

    private static void WriteOutbox(StringBuilder text, OutboxState outbox)
    {
        PrometheusLines.Write(text, "cartel_agent_outbox_items", Gauge, "Messages that wait to be sent.", outbox.Items);
        PrometheusLines.Write(text, "cartel_agent_outbox_bytes", Gauge, "Size of the messages that wait to be sent.", outbox.Bytes);
        if (outbox.Dropped.Count == 0) return;

        PrometheusLines.Head(text, "cartel_agent_outbox_dropped_total", Counter, "Messages that were dropped, by kind and reason.");
        foreach (var (kind, reason, count) in outbox.Dropped) PrometheusLines.Line(text, "cartel_agent_outbox_dropped_total", Labels(("kind", kind), ("reason", reason)), count);
    }

    private static void WriteLate(StringBuilder text, LateStatus late)
    {
        PrometheusLines.Write(text, "cartel_agent_awaiting_label", Gauge, "Samples that wait for their label.", late.Waiting);
        PrometheusLines.Write(text, "cartel_agent_late_labels_matched_total", Counter, "Labels that found their sample, in this process.", late.Matched);
        PrometheusLines.Head(text, "cartel_agent_late_expired_total", Counter, "Samples and labels that found no partner in time.");
        PrometheusLines.Line(text, "cartel_agent_late_expired_total", Labels(("kind", "sample")), late.ExpiredSamples);
        PrometheusLines.Line(text, "cartel_agent_late_expired_total", Labels(("kind", "label")), late.ExpiredLabels);
    }

    private static void WriteRegistry(StringBuilder text, RegistryStatus registry, DateTimeOffset now)
    {
        PrometheusLines.Write(text, "cartel_agent_registry_reachable", Gauge, "1: the registry answered the last request.", registry.Reachable == true ? 1 : 0);
        if (registry.LastAnswerAt is { } last) PrometheusLines.Write(text, "cartel_agent_registry_answer_age_seconds", Gauge, "Time since the registry's last answer.", Math.Max(0, (now - last).TotalSeconds));
        PrometheusLines.Write(text, "cartel_agent_sent_bytes_total", Counter, "Bytes sent to the registry and to other agents by this process.", registry.BytesUp);
        PrometheusLines.Write(text, "cartel_agent_received_bytes_total", Counter, "Bytes received from the registry and from other agents by this process.", registry.BytesDown);
    }

    private static void WriteLocal(StringBuilder text, LocalStatus local)
    {
        PrometheusLines.Write(text, "cartel_agent_predictions_total", Counter, "Samples predicted over local HTTP by this process.", local.Predictions);
        PrometheusLines.Write(text, "cartel_agent_posted_samples_total", Counter, "Samples taken in over local HTTP by this process.", local.Samples);
        PrometheusLines.Write(text, "cartel_agent_posted_labels_total", Counter, "Labels taken in over local HTTP by this process.", local.Labels);
        PrometheusLines.Write(text, "cartel_agent_refused_requests_total", Counter, "Local HTTP requests refused by this process.", local.Refused);
    }

    private static void WriteBy(StringBuilder text, string name, string help, string label, IReadOnlyDictionary<string, long> counts)
    {
        if (counts.Count == 0) return;

        PrometheusLines.Head(text, name, Counter, help);
        foreach (var (key, count) in counts) PrometheusLines.Line(text, name, Labels((label, key)), count);
    }

    private static string Labels(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new List<string>();
        foreach (var (name, value) in labels) text.Add(PrometheusLines.Label(name, value));
        return string.Join(',', text);
    }
}
