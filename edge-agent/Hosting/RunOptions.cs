using System.CommandLine;
using System.Net;
using Cartel.Collaboration;
using Cartel.Hosting;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>The settings of an agent on the command line, in its file and in its environment.</summary>
internal sealed class RunOptions
{
    // Slower than one sample in a quarter of an hour is a slip of the keyboard.
    private const double LeastRate = 0.001;

    private static readonly CollaborationOptions Defaults = new();

    private readonly Option<string> _name = new("--name") { Description = $"The agent's name: {Names.Rule}.", Required = true };
    private readonly Option<string> _task = new("--task") { Description = "The file of the task's manifest (JSON).", Required = true };
    private readonly Option<string> _data = new("--data")
    {
        Description = "What to learn from: csv:FILE?label=NAME, jsonl:FILE or zeek:FILE, with &follow=true where the file grows or is a folder, - for standard input; "
            + "http: for what is posted to --listen; mnist:DIR, or a generator such as rbf. See docs/sources.md.",
        Required = true,
    };
    private readonly Option<string?> _labels = new("--labels") { Description = "Where labels that come later are read from, by key: csv:FILE?key=NAME&label=NAME&follow=true, or jsonl:…" };
    private readonly Option<int> _labelWindow = NumberOption.Create("--label-window", "How many samples may wait for a label that comes later; by default 10000.", 10_000, 0, 10_000_000);
    private readonly Option<string?> _predictions = new("--predictions") { Description = "Where predictions go, as JSON lines: a file, or - for standard output.", HelpName = "FILE" };
    private readonly Option<long> _outbox = NumberOption.Create("--outbox-bytes", "The most bytes of messages that wait while the registry is away; by default 1048576.", 1024 * 1024, 16 * 1024, 1L << 30);
    private readonly Option<int> _memory = ServiceLimits.Memory();
    private readonly Option<int> _disk = NumberOption.Create("--disk", "The most that its state may take on the disk, in MiB; by default 256.", 256, 16, 1 << 20);
    private readonly Option<long> _up = NumberOption.Create("--up-per-day", "The most that it sends to the registry in a day (UTC), in KiB; by default 0: any number.", 0, 0, 1L << 40);
    private readonly Option<long> _down = NumberOption.Create("--down-per-day", "The most that it fetches from the registry in a day (UTC), in KiB; by default 0: any number.", 0, 0, 1L << 40);
    private readonly Option<int> _background = NumberOption.Create(
        "--background-share", "The most of one core, in percent over a minute, for fetching, trying and lending parts; by default 100. Over it the agent does without some.", 100, 1, 100);
    private readonly Option<string> _state = new("--state") { Description = "The folder of the checkpoint; by default .cartel/agents/NAME." };
    private readonly Option<Uri?> _registry = new("--registry") { Description = "The registry's address; without it the agent learns alone.", CustomParser = Addresses.Parse };
    private readonly Option<string?> _workload = new("--workload") { Description = "A workload file; the agent plays the part of its name in it." };
    private readonly Option<double> _rate = NumberOption.Create("--rate", "Samples a second; by default as fast as it can.", double.PositiveInfinity, LeastRate, double.PositiveInfinity);
    private readonly Option<bool> _twin = new("--twin") { Description = "Run an isolated twin beside it, for comparison." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Stop at the first bad row instead of setting it aside." };
    private readonly Option<bool> _stay = new("--stay") { Description = "Go on lending parts after the stream has ended." };
    private readonly Option<bool> _stopWithStdin = new("--stop-with-stdin") { Description = "Stop when standard input ends.", Hidden = true };
    private readonly Option<double> _checkpoint = NumberOption.Create("--checkpoint-every", "Seconds between checkpoints, 0.1 to 3600; by default 1.", 1, 0.1, 3600);
    private readonly Option<double> _report = NumberOption.Create("--report-every", "Most seconds between status reports, 0.1 to 300; by default 300: what changes much is reported within 10.", 300, 0.1, 300);
    private readonly Option<bool> _terse = new("--terse") { Description = "Tell the registry nothing that only people look at: what it takes of its device, how near its detectors are to a signal, how merges were tried." };
    private readonly Option<string> _trigger = NameOption.Create(
        "--trigger", $"What raises an alarm of drift: {string.Join(", ", DriftTriggers.Kinds)}, with settings if wanted, + joins several; by default {DriftTriggers.Default}.",
        DriftTriggers.Default, DriftTriggers.Check);

    private readonly Option<string> _publish = NameOption.Create(
        "--publish", $"When to publish: {string.Join(", ", PublicationPolicy.Kinds)}, with settings if wanted; by default {PublicationPolicy.Default}.",
        PublicationPolicy.Default, static name => PublicationPolicy.Create(name));

    private readonly Option<int> _coldStart = NumberOption.Create(
        "--cold-start", $"Where others have learned already, ask them once for all classes met, from this labelled sample on; 0: never, "
            + $"by default {Defaults.ColdStart}; after {Defaults.WarmUp} it is too late.",
        Defaults.ColdStart, 0, 1_000_000);

    private readonly Option<int> _rotateKey = NumberOption.Create("--rotate-key-after", "Days after which an enrolled agent gives itself a new key; 0: never, by default 292.", 292, 0, 3_650);
    private readonly Option<string> _namespace = new("--namespace") { Description = "The namespace; by default “default”.", DefaultValueFactory = static _ => Names.DefaultNamespace };
    private readonly Option<string?> _authority = new("--ca") { Description = "The certificates of the only authorities that may vouch for the registry (PEM); by default those kept at enrolment, or the system's.", HelpName = "FILE" };
    private readonly Option<IPEndPoint?> _lendAt = new("--lend-at")
    {
        Description = "Where other agents of the network may fetch this one's parts, over TLS and with the registry's tickets: an address of this device with a port, such as 0.0.0.0:7443. Without it they go through the registry.",
        HelpName = "ADDRESS:PORT",
        CustomParser = Addresses.ParseEndPoint,
    };

    private readonly Option<Uri?> _lendAs = new("--lend-as") { Description = "What others reach --lend-at by, such as https://gateway-7.plant.example:7443; by default the address by which this device reaches the registry.", CustomParser = Addresses.ParseHttps };
    private readonly Option<bool> _relayOnly = new("--relay-only") { Description = "Fetch parts through the registry only, also where a donor itself could be reached." };
    private readonly Option<Uri?> _otlp = new("--otlp") { Description = "An OpenTelemetry collector for the traces of its transfers (OTLP over HTTP), such as http://127.0.0.1:4318.", CustomParser = Addresses.Parse };

    private readonly Option<ExtractorDevice> _extractor = WordOption.Create("--extractor-device", "Where the task's feature extractor runs, if it names one; auto: on a GPU where one can be used.", ExtractorDevice.Auto, ExtractorDevice.Cpu, ExtractorDevice.Cuda);
    private readonly Option<int> _listen = NumberOption.Create("--listen", "The port of the HTTP server for programs of this device (127.0.0.1 and ::1); 0: none.", 0, 0, 65_535);
    private readonly Option<LogLevel> _logLevel = WordOption.Create("--log-level", "The least that is logged.", LogLevel.Information, LogLevel.Debug, LogLevel.Warning, LogLevel.Error);
    private readonly Option<LogFormat> _logFormat = WordOption.Create("--log-format", "How: a line of text for people, or a JSON object a line.", LogFormat.Text, LogFormat.Json);

    public RunOptions()
    {
        NameOption.Named(_name);
        NameOption.Named(_namespace);
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _name, _task, _data, _labels, _labelWindow, _predictions, _registry, _workload, _state, _rate, _twin, _strict, _stay, _checkpoint, _report, _terse, _outbox, _memory, _disk, _up, _down, _background, _trigger, _publish, _coldStart, _namespace, _authority, _rotateKey, _lendAt, _lendAs, _relayOnly, _otlp, _extractor, _listen, _logLevel, _logFormat, _stopWithStdin])
            command.Options.Add(option);
    }

    public AgentSettings Of(ParseResult parsed) => new()
    {
        Name = parsed.GetRequiredValue(_name),
        TaskFile = parsed.GetRequiredValue(_task),
        Data = parsed.GetRequiredValue(_data),
        Labels = parsed.GetValue(_labels),
        LabelWindow = parsed.GetValue(_labelWindow),
        Predictions = parsed.GetValue(_predictions),
        OutboxBytes = parsed.GetValue(_outbox),
        Budgets = new Budgets
        {
            MemoryMiB = parsed.GetValue(_memory),
            DiskMiB = parsed.GetValue(_disk),
            UpKiBPerDay = parsed.GetValue(_up),
            DownKiBPerDay = parsed.GetValue(_down),
            BackgroundPercent = parsed.GetValue(_background),
        },
        Peers = new PeerSettings { LendAt = parsed.GetValue(_lendAt), LendAs = parsed.GetValue(_lendAs), RelayOnly = parsed.GetValue(_relayOnly) },
        DataFolder = Environment.GetEnvironmentVariable("CARTEL_DATA"),
        Registry = parsed.GetValue(_registry),
        Otlp = parsed.GetValue(_otlp),
        Workload = parsed.GetValue(_workload),
        StateFolder = parsed.GetValue(_state) ?? Path.Combine(".cartel", "agents", parsed.GetRequiredValue(_name)),
        Rate = parsed.GetValue(_rate),
        Twin = parsed.GetValue(_twin),
        Strict = parsed.GetValue(_strict),
        Stay = parsed.GetValue(_stay),
        StopWithStdin = parsed.GetValue(_stopWithStdin),
        CheckpointEvery = TimeSpan.FromSeconds(parsed.GetValue(_checkpoint)),
        ReportEvery = TimeSpan.FromSeconds(parsed.GetValue(_report)),
        Terse = parsed.GetValue(_terse),
        Namespace = parsed.GetRequiredValue(_namespace),
        AuthorityFile = parsed.GetValue(_authority),
        RotateKeyAfter = TimeSpan.FromDays(parsed.GetValue(_rotateKey)),
        ExtractorDevice = parsed.GetValue(_extractor),
        Listen = parsed.GetValue(_listen),
        LogLevel = parsed.GetValue(_logLevel),
        LogFormat = parsed.GetValue(_logFormat),
        Collaboration = new CollaborationOptions
        {
            Trigger = parsed.GetRequiredValue(_trigger),
            Publication = parsed.GetRequiredValue(_publish),
            ColdStart = parsed.GetValue(_coldStart),
        },
    };
}
