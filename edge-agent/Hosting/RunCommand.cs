using System.CommandLine;
using System.CommandLine.Parsing;
using Cartel.Collaboration;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary><c>cartel-agent run</c>: its options and what they mean.</summary>
internal static class RunCommand
{
    // Slower than one sample in a quarter of an hour is a slip of the keyboard.
    private const double LeastRate = 0.001;

    private static readonly CollaborationOptions Defaults = new();

    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = $"The agent's name: {Names.Rule}.", Required = true };
        var task = new Option<string>("--task") { Description = "The file of the task's manifest (JSON).", Required = true };
        var data = new Option<string>("--data") { Description = "What to learn from: csv:FILE?label=NAME, mnist:DIR, or a generator such as rbf.", Required = true };
        var state = new Option<string>("--state") { Description = "The folder of the checkpoint; by default .cartel/agents/NAME." };
        var registry = new Option<Uri?>("--registry") { Description = "The registry's address; without it the agent learns alone.", CustomParser = ParseAddress };
        var workload = new Option<string?>("--workload") { Description = "A workload file; the agent plays the part of its name in it." };
        var rate = new Option<double>("--rate") { Description = "Samples a second; by default as fast as it can.", DefaultValueFactory = static _ => double.PositiveInfinity };
        var twin = new Option<bool>("--twin") { Description = "Run an isolated twin beside it, for comparison." };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad row instead of setting it aside." };
        var stay = new Option<bool>("--stay") { Description = "Go on lending parts after the stream has ended." };
        var stopWithStdin = new Option<bool>("--stop-with-stdin") { Description = "Stop when standard input ends.", Hidden = true };
        var checkpoint = Seconds("--checkpoint-every", "Seconds between checkpoints, 0.1 to 3600; by default 1.", 1, 0.1, 3600);
        var report = Seconds("--report-every", "Most seconds between status reports, 0.1 to 300; by default 300: what changes much is reported within 10.", 300, 0.1, 300);
        var trigger = NameOption.Create(
            "--trigger", $"What raises an alarm of drift: {string.Join(", ", DriftTriggers.Kinds)}, with settings if wanted, + joins several; by default {DriftTriggers.Default}.",
            DriftTriggers.Default, DriftTriggers.Check);
        var publish = NameOption.Create(
            "--publish", $"When to publish: {string.Join(", ", PublicationPolicy.Kinds)}, with settings if wanted; by default {PublicationPolicy.Default}.",
            PublicationPolicy.Default, static name => PublicationPolicy.Create(name));
        var coldStart = new Option<int>("--cold-start")
        {
            Description = $"Where others have learned already, ask them once for all classes met, from this labelled sample on; 0: never, "
                + $"by default {Defaults.ColdStart}; after {Defaults.WarmUp} it is too late.",
            HelpName = "SAMPLES",
            DefaultValueFactory = static _ => Defaults.ColdStart,
        };
        var ns = new Option<string>("--namespace") { Description = "The namespace; by default “default”.", DefaultValueFactory = static _ => Names.DefaultNamespace };
        var authority = new Option<string?>("--ca") { Description = "The certificates of the only authorities that may vouch for the registry (PEM); by default those kept at enrolment, or the system's.", HelpName = "FILE" };
        var otlp = new Option<Uri?>("--otlp") { Description = "An OpenTelemetry collector for the traces of its transfers (OTLP over HTTP), such as http://127.0.0.1:4318.", CustomParser = ParseAddress };
        Named(name);
        Named(ns);
        coldStart.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1_000_000) result.AddError("--cold-start must lie between 0 and 1000000 samples");
        });
        rate.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() >= LeastRate)) result.AddError($"--rate must be at least {LeastRate}");
        });

        var command = new Command("run", """
            Run an agent in the foreground until its stream ends or it is stopped.

            Example:
              cartel-agent run --name gateway-7 --task task.json --data 'csv:flows.csv?label=class' --registry http://127.0.0.1:5080
            """)
        {
            name, task, data, registry, workload, state, rate, twin, strict, stay, checkpoint, report, trigger, publish, coldStart, ns, authority, otlp, stopWithStdin,
        };
        command.SetAction((parsed, _) => AgentHost.RunAsync(new AgentSettings
        {
            Name = parsed.GetRequiredValue(name),
            TaskFile = parsed.GetRequiredValue(task),
            Data = parsed.GetRequiredValue(data),
            DataFolder = Environment.GetEnvironmentVariable("CARTEL_DATA"),
            Registry = parsed.GetValue(registry),
            Otlp = parsed.GetValue(otlp),
            Workload = parsed.GetValue(workload),
            StateFolder = parsed.GetValue(state) ?? Path.Combine(".cartel", "agents", parsed.GetRequiredValue(name)),
            Rate = parsed.GetValue(rate),
            Twin = parsed.GetValue(twin),
            Strict = parsed.GetValue(strict),
            Stay = parsed.GetValue(stay),
            StopWithStdin = parsed.GetValue(stopWithStdin),
            CheckpointEvery = TimeSpan.FromSeconds(parsed.GetValue(checkpoint)),
            ReportEvery = TimeSpan.FromSeconds(parsed.GetValue(report)),
            Namespace = parsed.GetRequiredValue(ns),
            AuthorityFile = parsed.GetValue(authority),
            Collaboration = new CollaborationOptions
            {
                Trigger = parsed.GetRequiredValue(trigger),
                Publication = parsed.GetRequiredValue(publish),
                ColdStart = parsed.GetValue(coldStart),
            },
        }));
        return command;
    }

    /// <summary>Says on stderr what is wrong with the command line.</summary>
    public static int Misused(ParseResult parsed)
    {
        foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
        Console.Error.WriteLine("cartel-agent --help shows the options.");
        return 2;
    }

    internal static Uri? ParseAddress(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;

        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes an address such as http://127.0.0.1:5080, and not “{result.Tokens[0].Value}”");
        return null;
    }

    internal static void Named(Option<string> option) => option.Validators.Add(result =>
    {
        if (!Names.IsValid(result.GetValueOrDefault<string>())) result.AddError($"{option.Name} must be {Names.Rule}");
    });

    private static Option<double> Seconds(string name, string description, double value, double least, double most)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() >= least && result.GetValueOrDefault<double>() <= most))
                result.AddError($"{name} must lie between {least} and {most} seconds");
        });
        return option;
    }
}
