using System.Globalization;
using System.Text;
using Cartel.Agent;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Benchmarks;

/// <summary>Writes a data set as a task's feature extractor shows it to a learner: as CSV, which every command reads.</summary>
/// <remarks>A row is the columns that the extractor does not look at, as they are, the embedding, and the class. Missing numbers that the extractor
/// looks at are filled in as an agent does it. Rows stream through: memory is that of one batch, unless the data set is one that is held in memory.</remarks>
internal static class EmbeddedData
{
    private const int Batch = 256;
    private const string Label = "class";

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The task, or its folder.</param>
    /// <param name="data">What <c>--data</c> takes, but for streams that go on.</param>
    /// <param name="output">The file to write; replaced if it is there.</param>
    /// <param name="from">How many rows are left out first.</param>
    /// <param name="most">At most so many rows are written.</param>
    public static void Write(string path, string data, string output, int from, int most)
    {
        var task = ExtractorTask.Read(path);
        int[] others = [.. Enumerable.Range(0, task.Columns.Features.Count).Except(task.Inputs)];
        var header = HeaderOf(task, others);
        using var extractor = task.Load(ExtractorDevice.Cpu, static _ => { });
        var (source, badRows) = Open(task, data);
        using var opened = source;
        var partial = output + ".new";
        long rows;
        try
        {
            using (var file = new StreamWriter(partial))
            {
                file.WriteLine(string.Join(',', header.Select(Quoted)));
                rows = new Rows(task, extractor, others, file).CopyFrom(source, from, most);
            }

            if (rows == 0) throw new ArgumentException($"{data} has no row with a label from row {from} on that could be used{(badRows.Count > 0 ? $": {badRows.First[0]}" : "")}");
            File.Move(partial, output, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }

        if (badRows.Count > 0) Console.Error.WriteLine($"cartel bench: {badRows.Count:N0} rows could not be used, the first: {badRows.First[0]}");
        var nominal = others.Where(column => task.Columns.Features[column].Kind is FeatureKind.Nominal).Select(column => Uri.EscapeDataString(task.Columns.Features[column].Name)).ToList();
        Console.WriteLine($"{rows:N0} rows of {header.Length - 1} columns: --data 'csv:{output}?label={Label}{(nominal.Count > 0 ? $"&nominal={string.Join(',', nominal)}" : "")}'");
    }

    private static string[] HeaderOf(ExtractorTask task, int[] others)
    {
        string[] header =
        [
            .. others.Select(column => task.Columns.Features[column].Name),
            .. Enumerable.Range(0, task.Length).Select(static i => string.Create(CultureInfo.InvariantCulture, $"e{i}")),
            Label,
        ];
        return header.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static names => names.Count() > 1) is { } twice
            ? throw new ArgumentException($"{task.Path}: the file would have two columns “{twice.Key}”; give the task's another name")
            : header;
    }

    // As an agent opens it.
    private static (ISampleSource Source, BadRows BadRows) Open(ExtractorTask task, string data)
    {
        if (LiveSources.IsLive(data)) throw new DataSpecException(data, "is a stream for an agent; name a data set that ends: csv:FILE, mnist:DIR, or a generator");

        var folder = Environment.GetEnvironmentVariable("CARTEL_DATA") is { Length: > 0 } named ? named : null;
        var name = data.Split('?')[0];
        if (name.StartsWith("csv:", StringComparison.Ordinal) || name.EndsWith(".csv", StringComparison.Ordinal) || name.EndsWith(".csv.gz", StringComparison.Ordinal))
        {
            var file = CsvSource.Open(data, folder, task.Columns, strict: false);
            return (file, file.BadRows);
        }

        var set = DataSets.Open(data, folder, strict: false);
        return set.Schema.Hash == task.Columns.Hash ? (new DataSetSource(set), set.BadRows) : throw new TaskFileException(task.Path, $"its schema is not that of the data {data}");
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny("\",\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    /// <summary>Rows on their way, a batch at a time.</summary>
    private sealed class Rows(ExtractorTask task, IFeatureExtractor extractor, int[] others, TextWriter file)
    {
        private readonly OneHotEncoder _columns = new(task.Columns);
        private readonly float[] _inputs = new float[Batch * extractor.Inputs];
        private readonly float[] _embeddings = new float[Batch * extractor.Length];
        private readonly List<string> _before = new(Batch);
        private readonly List<string> _classes = new(Batch);
        private readonly string[]?[] _categories = [.. task.Columns.Features.Select(static feature => feature.Kind is FeatureKind.Nominal ? feature.Categories.Select(Quoted).ToArray() : null)];
        private readonly string[] _labels = [.. task.Columns.Classes.Select(Quoted)];

        public long CopyFrom(ISampleSource source, int from, int most)
        {
            var (sample, rows) = (new Sample(task.Columns.Features.Count), 0);
            while (source.Position < from && source.TryRead(sample)) _columns.Observe(sample.Values);

            while (rows < most && source.TryRead(sample))
            {
                _columns.Observe(sample.Values);
                if (sample.Label == Sample.Unlabelled) continue;

                Take(sample);
                rows++;
                if (_classes.Count == Batch) Flush();
            }

            Flush();
            return rows;
        }

        private void Take(Sample sample)
        {
            var row = _inputs.AsSpan(_classes.Count * extractor.Inputs, extractor.Inputs);
            for (var i = 0; i < row.Length; i++)
            {
                var value = sample.Values[task.Inputs[i]];
                row[i] = float.IsNaN(value) ? _columns.StandIn(task.Inputs[i]) : value;
            }

            _before.Add(string.Concat(others.Select(column => TextOf(column, sample.Values[column]) + ",")));
            _classes.Add(_labels[sample.Label]);
        }

        // Nothing at all stands for what is missing.
        private string TextOf(int column, float value) => _categories[column] switch
        {
            _ when float.IsNaN(value) => "",
            null => value.ToString(CultureInfo.InvariantCulture),
            var names => value >= 0 ? names[(int)value] : "",
        };

        private void Flush()
        {
            var count = _classes.Count;
            extractor.Extract(_inputs.AsSpan(0, count * extractor.Inputs), _embeddings.AsSpan(0, count * extractor.Length));
            var line = new StringBuilder();
            for (var i = 0; i < count; i++)
            {
                line.Clear().Append(_before[i]);
                foreach (var value in _embeddings.AsSpan(i * extractor.Length, extractor.Length)) line.Append(CultureInfo.InvariantCulture, $"{value},");
                file.WriteLine(line.Append(_classes[i]));
            }

            _before.Clear();
            _classes.Clear();
        }
    }
}
