using System.Web;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Agent;

/// <summary>The source <c>http:?label=NAME&amp;key=NAME</c>: what is posted to <c>/v1/samples</c>, from a durable queue in the state folder; and the
/// queue of what is posted to <c>/v1/labels</c>.</summary>
internal static class PostedSamples
{
    private const string Name = "http:";
    private const string Folder = "posted";
    private const string LabelFolder = "posted-labels";

    // Some of the largest bodies.
    private static readonly SpoolOptions ForLabels = new() { CapacityBytes = 8 << 20, LargestBatchBytes = 2 << 20 };

    /// <summary>Whether a name of <c>--data</c> is this one.</summary>
    public static bool IsNamed(string data) => data.Split('?')[0] == Name;

    /// <summary>Opens the queue.</summary>
    /// <exception cref="DataSpecException">It has no such option.</exception>
    public static Spool Open(AgentSettings settings, FeatureSchema schema, TimeProvider time) =>
        Spool.Open(Path.Combine(settings.StateFolder, Folder), schema, OptionsOf(settings.Data), time);

    /// <summary>Opens the queue of labels; null where none are taken, and none are left of an earlier run.</summary>
    public static LabelSpool? OpenLabels(AgentSettings settings, FeatureSchema schema, TimeProvider time)
    {
        var folder = Path.Combine(settings.StateFolder, LabelFolder);
        return settings.LabelWindow > 0 && (settings.Listen > 0 || Directory.Exists(folder)) ? LabelSpool.Open(folder, schema.Classes, ForLabels, time) : null;
    }

    /// <summary>What the name says.</summary>
    /// <exception cref="DataSpecException">It has no such option.</exception>
    public static SpoolOptions OptionsOf(string data)
    {
        var options = new SpoolOptions();
        foreach (var pair in data[(Name.Length)..].TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (option, value) = pair.Split('=', 2) is [var name, var text] ? (name, HttpUtility.UrlDecode(text)) : (pair, "");
            options = (option, value.Length) switch
            {
                ("label", > 0) => options with { Label = value },
                ("key", > 0) => options with { Key = value },
                _ => throw new DataSpecException(data, $"http: has no option “{pair}”; its options are label=NAME and key=NAME"),
            };
        }

        return options;
    }
}
