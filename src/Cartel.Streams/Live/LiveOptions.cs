namespace Cartel.Streams;

/// <summary>What the name of a live stream says.</summary>
/// <param name="Format"><c>csv</c>, <c>jsonl</c> or <c>zeek</c>.</param>
/// <param name="Target">File, folder, pattern, or <c>-</c>.</param>
/// <param name="Csv">How rows are read.</param>
/// <param name="NamesLabel">Whether the label's column is named: then it has to be there.</param>
/// <param name="Key">The column or value that names a sample; null: none.</param>
/// <param name="Follow">Whether the end of the file is not the end.</param>
internal sealed record LiveOptions(string Format, string Target, CsvOptions Csv, bool NamesLabel, string? Key, bool Follow)
{
    public bool IsPipe => Target == "-";

    /// <exception cref="DataSpecException">It makes no sense.</exception>
    public static LiveOptions From(string spec)
    {
        var parsed = DataSpec.Parse(spec);
        if (parsed.Format is not ("csv" or "jsonl" or "zeek"))
            throw new DataSpecException(spec, "is no stream that can be followed; write csv:FILE?follow=true, jsonl:FILE or zeek:FILE");

        var options = new SpecOptions(parsed);
        var csv = CsvOptions.Take(parsed, options);
        var read = new LiveOptions(parsed.Format, parsed.Target, csv, parsed.Options.ContainsKey("label"), options.Text("key"), ReadFollow(parsed, options));
        options.Done();
        return read;
    }

    private static bool ReadFollow(DataSpec spec, SpecOptions options) => options.Text("follow") switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw new DataSpecException(spec.Text, $"follow={other} is neither true nor false"),
    };
}
