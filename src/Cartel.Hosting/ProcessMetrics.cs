using System.Diagnostics;
using System.Text;

namespace Cartel.Hosting;

/// <summary>What any Prometheus client tells of its process, by the usual names.</summary>
public static class ProcessMetrics
{
    /// <summary>Its lines.</summary>
    public static string Write()
    {
        using var process = Process.GetCurrentProcess();
        var text = new StringBuilder();
        PrometheusLines.Write(text, "process_cpu_seconds_total", "counter", "Processor time of user and system.", process.TotalProcessorTime.TotalSeconds);
        PrometheusLines.Write(text, "process_resident_memory_bytes", "gauge", "Resident memory.", process.WorkingSet64);
        PrometheusLines.Write(text, "process_start_time_seconds", "gauge", "When it started, in seconds since 1970.", new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1e3);
        PrometheusLines.Write(text, "process_threads", "gauge", "Threads of the operating system.", process.Threads.Count);
        return text.ToString();
    }
}
