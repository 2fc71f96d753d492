namespace Cartel.Streams;

/// <summary>A <c>--data</c> name taken apart: <c>format:target?option=value&amp;option=value</c>.</summary>
/// <param name="Text">The whole name.</param>
/// <param name="Format">What stands before the colon, or the generator, or <c>csv</c> for a bare path.</param>
/// <param name="Target">File or folder; empty for a generator.</param>
/// <param name="Options">What stands after the question mark, percent-decoded.</param>
internal sealed record DataSpec(string Text, string Format, string Target, IReadOnlyDictionary<string, string> Options)
{
    public const string Choices =
        "csv:FILE?label=NAME, jsonl:FILE?label=NAME and zeek:FILE for agents, mnist:DIR, idx:IMAGES?labels=LABELS, a path that ends in .csv or .csv.gz, "
        + "or a generator: sea, agrawal, rbf, led";

    private static readonly string[] WithTarget = ["csv", "jsonl", "zeek", "mnist", "idx"];
    private static readonly string[] WithoutTarget = ["sea", "agrawal", "rbf", "led"];

    public static DataSpec Parse(string text)
    {
        var query = text.IndexOf('?', StringComparison.Ordinal);
        var head = query < 0 ? text : text[..query];
        var options = ParseOptions(text, query < 0 ? "" : text[(query + 1)..]);

        if (WithoutTarget.Contains(head)) return new DataSpec(text, head, "", options);

        var colon = head.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && WithTarget.Contains(head[..colon]))
        {
            return colon + 1 < head.Length
                ? new DataSpec(text, head[..colon], head[(colon + 1)..], options)
                : throw new DataSpecException(text, $"names no file after “{head}”; write {Choices}");
        }

        return head.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || head.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase)
            ? new DataSpec(text, "csv", head, options)
            : throw new DataSpecException(text, $"is no data set that Cartel knows; write {Choices}");
    }

    private static Dictionary<string, string> ParseOptions(string text, string query)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new DataSpecException(text, $"“{pair}” is not of the form option=value");
            if (!options.TryAdd(pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..])))
                throw new DataSpecException(text, $"names the option “{pair[..equals]}” twice");
        }

        return options;
    }
}
