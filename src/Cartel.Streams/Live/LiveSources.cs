using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Opens streams that go on: what <c>--data</c> and <c>--labels</c> of an agent take beside data sets.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>csv:FILE?follow=true</c>, with the options of <see cref="DataSets.Open"/>: a file that grows and is rotated, a folder, or a
/// pattern with *. <c>key=NAME</c> names the column that labels which come later name a sample by.</item>
/// <item><c>jsonl:FILE?label=NAME&amp;key=NAME&amp;follow=true</c>: one JSON object a line; a name with dots is a path.</item>
/// <item><c>zeek:FILE?label=NAME&amp;key=uid&amp;follow=true</c>: a log of Zeek, in its own form or as JSON lines.</item>
/// <item><c>csv:-</c>, <c>jsonl:-</c>, <c>zeek:-</c>: standard input.</item>
/// </list>
/// Without <c>follow=true</c> a file is read once, to its end. Without a label's column the samples have no label.
/// </remarks>
public static class LiveSources
{
    private const string StandardInput = "-";

    /// <summary>Whether a name is one of these: a kind that only they know, a file that is followed, a key, standard input.</summary>
    public static bool IsLive(string spec)
    {
        var parsed = DataSpec.Parse(spec);
        return parsed.Format is "jsonl" or "zeek"
            || (parsed.Format == "csv" && (parsed.Target == StandardInput || parsed.Options.ContainsKey("follow") || parsed.Options.ContainsKey("key")));
    }

    /// <summary>Whether a name is of standard input.</summary>
    public static bool IsStandardInput(string spec) => DataSpec.Parse(spec).Target == StandardInput;

    /// <summary>Opens a stream of samples.</summary>
    /// <param name="spec">The name, as above.</param>
    /// <param name="dataFolder">Where relative names are looked up after the current folder; null if there is none.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="strict">Whether the first bad row is an error; otherwise it is set aside and counted.</param>
    /// <param name="time">By what it waits between looks.</param>
    /// <exception cref="DataSpecException">Unknown kind or option, or no such file or folder; the message says what to do.</exception>
    /// <exception cref="StreamFormatException">A file that is there already lacks a column.</exception>
    public static LiveSource Open(string spec, string? dataFolder, FeatureSchema schema, bool strict, TimeProvider time)
    {
        var options = LiveOptions.From(spec);
        var columns = new RowColumns(schema.Features, schema.Classes, options.Csv, options.NamesLabel, false, options.Key);
        var gaps = new Gaps();
        var format = FormatOf(options, columns);
        var source = new LiveSource(schema, FeedOf(options, dataFolder, time, gaps), format, gaps, strict);
        if (format is CsvFormat && !options.IsPipe) source.ReadHeader();
        return source;
    }

    /// <summary>Opens a stream of labels that come later: rows with a key and a label.</summary>
    /// <param name="spec">The name, as above; it needs <c>key</c>.</param>
    /// <param name="dataFolder">Where relative names are looked up after the current folder; null if there is none.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="time">By what it waits between looks.</param>
    /// <exception cref="DataSpecException">Unknown kind or option, no key, or no such file or folder; the message says what to do.</exception>
    /// <exception cref="StreamFormatException">A file that is there already lacks a column.</exception>
    public static LabelFile OpenLabels(string spec, string? dataFolder, FeatureSchema schema, TimeProvider time)
    {
        var options = LiveOptions.From(spec);
        if (options.Key is null) throw new DataSpecException(spec, "names no key; add key=NAME, the column or value that names the sample");

        var columns = new RowColumns([], schema.Classes, options.Csv, true, true, options.Key);
        var gaps = new Gaps();
        var format = FormatOf(options, columns);
        var labels = new LabelFile(FeedOf(options, dataFolder, time, gaps), format, gaps);
        if (format is CsvFormat && !options.IsPipe) labels.ReadHeader();
        return labels;
    }

    private static RowFormat FormatOf(LiveOptions options, RowColumns columns) => options.Format switch
    {
        "csv" => new CsvFormat(columns),
        "jsonl" => new JsonFormat(columns),
        _ => new ZeekFormat(columns),
    };

    private static IByteFeed FeedOf(LiveOptions options, string? dataFolder, TimeProvider time, Gaps gaps)
    {
        var (spec, target) = (options.Csv.Spec, options.Target);
        if (options.IsPipe) return new PipeFeed("standard input", Console.OpenStandardInput(), gaps);

        var path = options.Follow || IsPattern(target) ? WhereItMayCome(spec, target, dataFolder) : DataFiles.FileOrFolder(spec, target, dataFolder);
        IFileOrder order = IsPattern(path) ? new FolderOrder(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path), time, gaps)
            : Directory.Exists(path) ? new FolderOrder(Path.GetFullPath(path), "*", time, gaps)
            : new Rotation(path);
        return new FileFeed(path, order, options.Follow, gaps, new PollDelay(time));
    }

    // A file that is followed need not be there yet, but its folder: a wrong name would be waited for forever.
    private static string WhereItMayCome(string spec, string target, string? dataFolder)
    {
        if (!IsPattern(target) && Path.Exists(target)) return target;

        var inDataFolder = dataFolder is null ? null : Path.Combine(dataFolder, target);
        if (inDataFolder is not null && Path.Exists(IsPattern(target) ? Path.GetDirectoryName(inDataFolder) : inDataFolder)) return inDataFolder;

        var folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        return Directory.Exists(folder)
            ? target
            : throw new DataSpecException(spec, $"there is no folder {folder}; the file may come later, but make its folder first");
    }

    private static bool IsPattern(string target) => Path.GetFileName(target).Contains('*', StringComparison.Ordinal);
}
