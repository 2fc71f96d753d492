using Cartel.Agent.Tests.Diagnostics;
using Cartel.Hosting;
using Cartel.Registry.Tests.Telemetry;

namespace Cartel.Agent.Tests.Local;

public sealed class MetricsTextTests
{
    [Test]
    public void All_of_a_status_is_told_in_the_format_of_Prometheus()
    {
        var metrics = Exposition.Parse(MetricsText.Write(SomeStatus.Full) + ProcessMetrics.Write());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(metrics["cartel_agent_samples_total"].Samples[0].Value, Is.EqualTo(123_456));
            Assert.That(metrics["cartel_agent_accuracy_ratio"].Samples[0].Value, Is.EqualTo(0.971));
            Assert.That(By(metrics["cartel_agent_alarms_total"], "kind"), Is.EqualTo([("novelty", 2), ("drift", 1), ("unlabelled", 4)]));
            Assert.That(By(metrics["cartel_agent_transfers_total"], "outcome"), Is.EqualTo([("adopted", 2), ("rejected", 1)]));
            Assert.That(metrics["cartel_agent_outbox_dropped_total"].Samples[0].Labels, Is.EqualTo(new Dictionary<string, string> { ["kind"] = "signal", ["reason"] = "expired" }));
            Assert.That(metrics["cartel_agent_class_share_ratio"].Samples.Select(static one => one.Labels["class"]), Does.Contain("a “quoted” \\ class"));
            Assert.That(metrics["cartel_agent_registry_reachable"].Samples[0].Value, Is.Zero);
            Assert.That(metrics["cartel_agent_registry_answer_age_seconds"].Samples[0].Value, Is.EqualTo(600));
            Assert.That(metrics["cartel_agent_sent_bytes_total"].Samples[0].Value, Is.EqualTo(12_345));
            Assert.That(metrics["cartel_agent_predictions_total"].Samples[0].Value, Is.EqualTo(1_000));
            Assert.That(metrics["cartel_agent_background_core_ratio"].Samples[0].Value, Is.EqualTo(0.025));
            Assert.That(metrics["cartel_agent_info"].Samples[0].Labels["learner"], Is.EqualTo("linear-logistic"));
            Assert.That(metrics["process_resident_memory_bytes"].Samples[0].Value, Is.Positive);
            Assert.That(metrics.Keys, Is.All.StartsWith("cartel_agent_").Or.StartsWith("process_"));
        }
    }

    [Test]
    public void What_there_is_nothing_to_say_of_is_left_out()
    {
        var metrics = Exposition.Parse(MetricsText.Write(SomeStatus.Young));

        Assert.That(metrics.Keys, Has.None.Contains("registry").And.None.Contains("accuracy").And.None.Contains("transfers_total").And.None.Contains("class_share"));
    }

    private static IEnumerable<(string, double)> By(ScrapedMetric metric, string label) => metric.Samples.Select(sample => (sample.Labels[label], sample.Value));
}
