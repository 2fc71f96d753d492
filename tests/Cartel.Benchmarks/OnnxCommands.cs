using System.CommandLine;

namespace Cartel.Benchmarks;

/// <summary>The commands of <c>./cartel bench</c> around ONNX.</summary>
internal static class OnnxCommands
{
    private const int Rounds = 15;
    private const int MostRounds = 1_000;
    private const int MostSamples = 1_000_000;

    public static Command Extractor()
    {
        var task = new Argument<string>("FOLDER-OR-TASK")
        {
            Description = "A task that names a feature extractor, or its folder; by default models/digits.",
            DefaultValueFactory = static _ => Path.Combine(Machine.Root, "models", "digits"),
        };
        var rounds = new Argument<int>("ROUNDS") { Description = $"How many rounds, 1 to {MostRounds}; the median is shown.", DefaultValueFactory = static _ => Rounds };
        var command = new Command("extractor", """
            Prints how many embeddings a second a task's feature extractor makes in batches of 1, 32 and 256, beside ONNX Runtime called
            directly with the same model on one thread. Takes about 20 seconds.

            Example: ./cartel bench extractor
            Example: ./cartel bench extractor models/digits/digits.json 50
            """)
        {
            task, rounds,
        };
        command.SetAction(parsed => BenchCommand.Told(() => ExtractorBenchmark.Print(
            parsed.GetRequiredValue(task), parsed.GetValue(rounds) is >= 1 and <= MostRounds and var number ? number : throw new ArgumentException($"ROUNDS must be 1 to {MostRounds}"))));
        return command;
    }

    public static Command Export()
    {
        var learner = new Argument<string?>("LEARNER") { Description = "One learner, with settings if wanted; by default all, and forests of 100 trees.", DefaultValueFactory = static _ => null };
        var samples = new Argument<int>("SAMPLES") { Description = $"How many samples it learns before, 1 to {MostSamples:N0}.", DefaultValueFactory = static _ => 20_000 };
        var command = new Command("export", """
            Prints how long it takes to write learners as ONNX models, and how large these are: learned from a generated stream, each in
            a process of its own, the first call and the median of later ones. Takes a minute.

            Example: ./cartel bench export
            Example: ./cartel bench export 'adaptive-random-forest?trees=30' 5000
            """)
        {
            learner, samples,
        };
        command.SetAction(parsed => BenchCommand.Told(() =>
        {
            if (parsed.GetValue(learner) is { } one) ExportBenchmark.PrintOne(one, parsed.GetValue(samples) is >= 1 and <= MostSamples and var count ? count : throw new ArgumentException($"SAMPLES must be 1 to {MostSamples:N0}"));
            else ExportBenchmark.Print();
        }));
        return command;
    }

    public static Command Embed()
    {
        var task = new Argument<string>("TASK") { Description = "A task that names a feature extractor, or its folder." };
        var data = new Argument<string>("DATA") { Description = "csv:FILE?label=NAME, mnist:DIR or the like; relative names are looked up in CARTEL_DATA, too." };
        var output = new Argument<string>("OUT.csv") { Description = "The file to write." };
        var from = new Argument<int>("FROM") { Description = "How many rows to leave out first, such as those that the extractor was trained on; by default none.", DefaultValueFactory = static _ => 0 };
        var rows = new Argument<int>("ROWS") { Description = "At most so many rows; by default all.", DefaultValueFactory = static _ => int.MaxValue };
        var command = new Command("embed", """
            Writes a data set as a task's feature extractor shows it to a learner: the columns that it does not look at, the embedding (e0,
            e1, …) and the class, as CSV. With that file any command works in embedding space.

            Example: ./cartel bench embed models/digits mnist:mnist digits.csv 20000
            Example: ./cartel paper --workload introduction --data 'csv:digits.csv?label=class'
            """)
        {
            task, data, output, from, rows,
        };
        command.SetAction(parsed => BenchCommand.Told(() => EmbeddedData.Write(
            parsed.GetRequiredValue(task), parsed.GetRequiredValue(data), parsed.GetRequiredValue(output),
            parsed.GetValue(from) is >= 0 and var first ? first : throw new ArgumentException("FROM must be 0 or more"),
            parsed.GetValue(rows) is > 0 and var most ? most : throw new ArgumentException("ROWS must be 1 or more"))));
        return command;
    }
}
