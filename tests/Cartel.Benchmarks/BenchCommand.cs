using System.CommandLine;
using Cartel.Agent;
using Cartel.Learning;
using Cartel.Onnx;
using Cartel.Streams;

namespace Cartel.Benchmarks;

/// <summary><c>./cartel bench</c>: what learners and detectors cost, and how they stand beside MOA and River.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var filter = new Argument<string>("FILTER")
        {
            Description = "Only benchmarks with this in their name, such as “naive-bayes”, “Predict” or “adwin”; by default all.",
            DefaultValueFactory = static _ => "",
        };
        var bench = new RootCommand("""
            Measures the time and allocation of Learn and Predict of every learner at 10, 50 and 784 features, the time of every
            detector's update, and that of naming donors among thousands of neighbours. The results of a whole run go to
            tests/Cartel.Benchmarks/results.

            Example: ./cartel bench
            Example: ./cartel bench naive-bayes
            Example: ./cartel bench streams elec,weather hoeffding-tree,naive-bayes
            Example: ./cartel bench fleet 10000
            Example: ./cartel bench index
            Example: ./cartel bench sources
            Example: ./cartel bench predict
            Example: ./cartel bench extractor
            Example: ./cartel bench export
            Example: ./cartel bench embed models/digits mnist:mnist digits.csv 20000
            Example: ./cartel bench report >benchmarks.md
            """)
        {
            filter, Streams(), Detectors(), Fleet(), Index(), Sources(), Predict(), OnnxCommands.Extractor(), OnnxCommands.Export(), OnnxCommands.Embed(), Report(),
        };
        bench.SetAction(parsed => MicroBenchmarks.Run(parsed.GetRequiredValue(filter)));
        return bench;
    }

    private static Command Streams()
    {
        var (streams, learners, runs, rows) = Selection();
        var command = new Command("streams", """
            Runs learners over the streams of the published comparison, test then train, and prints each beside MOA's and River's.
            Needs CARTEL_DATA, but for agrawal1m and sea1m.

            Example: ./cartel bench streams
            Example: ./cartel bench streams elec,weather hoeffding-tree 5
            Example: ./cartel bench streams sea1m 'adaptive-random-forest?trees=30' 1 100000
            """)
        {
            streams, learners, runs, rows,
        };
        command.SetAction(parsed => Told(() => new StreamComparison(parsed.GetValue(runs), parsed.GetValue(rows)).Print(
            Split(parsed.GetRequiredValue(streams), StreamComparison.Streams), Split(parsed.GetRequiredValue(learners), StreamComparison.Learners))));
        return command;
    }

    private static Command Detectors()
    {
        var detectors = new Argument<string>("DETECTORS") { Description = "Names with commas between; by default all.", DefaultValueFactory = static _ => "all" };
        var command = new Command("detectors", """
            Runs detectors over the error streams of the published comparison, beside its peers. Needs CARTEL_DATA.

            Example: ./cartel bench detectors
            Example: ./cartel bench detectors 'adwin,page-hinkley?threshold=20'
            """)
        {
            detectors,
        };
        command.SetAction(parsed => Told(() => DetectorReport.Print(Split(parsed.GetRequiredValue(detectors), DriftDetectors.Kinds))));
        return command;
    }

    private static Command Fleet()
    {
        var agents = new Argument<int>("AGENTS") { Description = "How many.", DefaultValueFactory = static _ => 10_000 };
        var samples = new Argument<long>("SAMPLES") { Description = "Samples of each.", DefaultValueFactory = static _ => 300 };
        var strategy = new Argument<string>("STRATEGY") { Description = "What runs on them.", DefaultValueFactory = static _ => "cartel" };
        var command = new Command("fleet", """
            Lets a fleet of simulated agents live through the introduction of a class, and prints how fast that was and what it took.

            Example: ./cartel bench fleet 10000
            Example: ./cartel bench fleet 1000 300 isolated
            """)
        {
            agents, samples, strategy,
        };
        command.SetAction(parsed => Told(() => FleetBenchmark.Print(
            parsed.GetValue(agents), parsed.GetValue(samples), parsed.GetRequiredValue(strategy))));
        return command;
    }

    private static Command Index()
    {
        var agents = new Argument<int>("AGENTS") { Description = "How many.", DefaultValueFactory = static _ => 1_000_000 };
        var classes = new Argument<string>("CLASSES") { Description = "Numbers of classes with commas between.", DefaultValueFactory = static _ => "10,100" };
        var populations = new Argument<string>("POPULATIONS") { Description = $"Names with commas between, of {string.Join(", ", IndexPopulation.Names)}; by default all.", DefaultValueFactory = static _ => "all" };
        var command = new Command("index", """
            Finds the nearest of many agents, exactly, while they rest and while they move, beside numpy (skipped where there is none).
            Takes about six minutes, and for a million agents of 100 classes 4 GB of memory.

            Example: ./cartel bench index >tests/Cartel.Benchmarks/results/index.md
            Example: ./cartel bench index 100000 10 clustered
            """)
        {
            agents, classes, populations,
        };
        command.SetAction(parsed => Told(() => IndexBenchmark.Print(
            parsed.GetValue(agents),
            [.. parsed.GetRequiredValue(classes).Split(',').Select(static count => int.TryParse(count, out var number) && number > 0 ? number : throw new ArgumentException($"“{count}” is no number of classes"))],
            Split(parsed.GetRequiredValue(populations), IndexPopulation.Names))));
        return command;
    }

    private static Command Sources()
    {
        var rows = new Argument<int>("ROWS") { Description = "How many rows a file has.", DefaultValueFactory = static _ => 300_000 };
        var command = new Command("sources", """
            Reads a generated file of 20 numbers a row by each kind of source, on one thread: a CSV file read once, followed, and as
            JSON lines.

            Example: ./cartel bench sources
            """)
        {
            rows,
        };
        command.SetAction(parsed => Told(() => SourceBenchmark.Print(parsed.GetValue(rows))));
        return command;
    }

    private static Command Predict()
    {
        var perSecond = new Argument<int>("REQUESTS") { Description = "Requests a second.", DefaultValueFactory = static _ => 1_000 };
        var seconds = new Argument<int>("SECONDS") { Description = "For how long.", DefaultValueFactory = static _ => 20 };
        var checkpoint = new Argument<double>("CHECKPOINT") { Description = "Seconds between the agent's checkpoints.", DefaultValueFactory = static _ => 10 };
        var program = new Argument<string?>("PROGRAM") { Description = "The agent's program; by default the one that was built.", DefaultValueFactory = static _ => null };
        var command = new Command("predict", """
            Starts an agent that learns 20 features from a pipe as fast as it can, asks it for predictions over loopback HTTP meanwhile, and
            prints how long they took, what the agent learned, and its memory without and with its server; then the same at 10,000 and at
            1,000 samples a second. Takes about two minutes.

            Example: ./cartel bench predict
            Example: ./cartel bench predict 1000 20 10 ./cartel-agent
            """)
        {
            perSecond, seconds, checkpoint, program,
        };
        command.SetAction(parsed => Told(() => PredictBenchmark.PrintAsync(
            parsed.GetValue(program), parsed.GetValue(perSecond), parsed.GetValue(seconds), parsed.GetValue(checkpoint)).GetAwaiter().GetResult()));
        return command;
    }

    private static Command Report()
    {
        var (streams, learners, runs, rows) = Selection();
        var command = new Command("report", """
            Prints the whole comparison, this project | MOA | River, as markdown: streams, then detectors. Takes a quarter of an hour.

            Example: ./cartel bench report >benchmarks.md
            Example: ./cartel bench report elec hoeffding-tree 1
            """)
        {
            streams, learners, runs, rows,
        };
        command.SetAction(parsed => Told(() =>
        {
            Console.WriteLine(Machine.Describe());
            Console.WriteLine();
            new StreamComparison(parsed.GetValue(runs), parsed.GetValue(rows)).Print(
                Split(parsed.GetRequiredValue(streams), StreamComparison.Streams), Split(parsed.GetRequiredValue(learners), StreamComparison.Learners));
            Console.WriteLine();
            DetectorReport.Print(DriftDetectors.Kinds);
        }));
        return command;
    }

    private static (Argument<string> Streams, Argument<string> Learners, Argument<int> Runs, Argument<int> Rows) Selection() => (
        new("STREAMS") { Description = $"Names with commas between, of {string.Join(", ", StreamComparison.Streams)}; by default all.", DefaultValueFactory = static _ => "all" },
        new("LEARNERS") { Description = "Names with commas between, with settings if wanted; by default all.", DefaultValueFactory = static _ => "all" },
        new("RUNS") { Description = "How often; the median is shown.", DefaultValueFactory = static _ => 3 },
        new("ROWS") { Description = "At most so many rows; by default as many as the peer had.", DefaultValueFactory = static _ => int.MaxValue });

    private static string[] Split(string names, IReadOnlyList<string> all) => names == "all" ? [.. all] : names.Split(',');

    /// <summary>Does something; what cannot be found or is misspelt is one line, as with every other command.</summary>
    public static int Told(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception wrong) when (wrong is ArgumentException or DataSpecException or TaskFileException)
        {
            Console.Error.WriteLine($"cartel bench: {wrong.Message}");
            return 2;
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or InvalidOperationException or StreamFormatException or OnnxException)
        {
            Console.Error.WriteLine($"cartel bench: {broken.Message}");
            return 1;
        }
    }
}
