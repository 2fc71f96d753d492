using System.CommandLine;
using System.CommandLine.Parsing;
using Cartel.Hosting;
using Cartel.Protocol;

namespace Cartel.Cli;

/// <summary><c>./cartel load</c>: a simulated fleet over real HTTP.</summary>
internal static class LoadCommand
{
    private const int MostEnrolled = 100_000;

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var agents = NumberOption.Create("--agents", "Simulated agents, 1 to 1,000,000; by default 1000.", 1000, 1, 1_000_000);
        var rate = NumberOption.Create("--rate", "Operations a second in all; 0: as many as are answered; by default 1000.", 1000.0, 0, 1_000_000);
        var duration = new Option<TimeSpan?>("--for")
        {
            Description = "How long, such as 30s or 2m, once all are registered; by default 30s.",
            CustomParser = static result => TimeOption.Parse(result, TimeSpan.FromSeconds(1)),
        };
        var mix = new Option<string>("--mix")
        {
            Description = "all, publish or read; or weights such as publish=3,agent=1; by default all.",
            DefaultValueFactory = static _ => "all",
        };
        var url = new Option<Uri[]>("--url") { Description = "A registry that runs already, such as http://127.0.0.1:5080; may be repeated for its replicas. By default one is started, with a folder that goes at the end.", CustomParser = static result => [.. result.Tokens.Select(token => UrlOption.Parse(result, token.Value)).OfType<Uri>()] };
        var redis = new Option<string?>("--redis") { Description = "HOST:PORT of a Redis for the registry that is started; without a value one is started too.", Arity = ArgumentArity.ZeroOrOne };
        var replicas = NumberOption.Create("--replicas", "Registries to start on that Redis, 1 to 16; by default 1.", 1, 1, 16);
        var connections = NumberOption.Create("--connections", "Connections, each with one request at a time, 1 to 10,000; by default 64.", 64, 1, 10_000);
        var classes = NumberOption.Create("--classes", "Classes of the task, and parts in a profile, 2 to 1000; by default 10.", 10, 2, 1000);
        var plain = new Option<bool>("--plain") { Description = "Send plain JSON, and not Brotli as agents do." };
        var ns = new Option<string>("--namespace") { Description = "The namespace to fill; by default “load”.", DefaultValueFactory = static _ => "load" };
        var token = new Option<string?>("--token") { Description = "What to send in Authorization: Bearer." };
        var enroll = new Option<bool>("--enroll") { Description = "Each agent enrols with a key of its own and signs with it; --token is then an admin's, for the task and the enrolment. For a registry with --auth." };
        var ca = new Option<string?>("--ca") { Description = "The authorities to trust (PEM), and no others; by default the system's." };
        var seed = NumberOption.Create("--seed", "Decides class mixes and the order of operations; by default 1.", 1, 0, int.MaxValue);
        var json = new Option<string?>("--json") { Description = "Write the result to this file as JSON." };
        mix.Validators.Add(static result => Try(result, static text => LoadMix.Parse(text)));
        ns.Validators.Add(static result =>
        {
            if (!Names.IsValid(result.GetValueOrDefault<string>())) result.AddError($"--namespace must be {Names.Rule}");
        });

        var command = new Command("load", """
            Simulates a fleet over real HTTP: registers agents, publishes their profiles, then lets them publish, renew leases, read, ask for help,
            fetch parts and send receipts at a steady rate, whether or not the registry keeps up. Latencies count from when a request was due.

            Example: ./cartel load --agents 10000 --rate 2000 --for 30s --redis
            Example: ./cartel load --agents 1000 --rate 0 --mix publish --json out.json
            Example: ./cartel load --agents 100000 --rate 7000 --mix read --url http://127.0.0.1:5080
            Example: ./cartel load --agents 1000 --mix all --url https://registry.example:5443 --ca authority.pem --token "$ADMIN" --enroll
            """)
        {
            agents, rate, duration, mix, url, redis, replicas, connections, classes, plain, ns, token, enroll, ca, seed, json,
        };
        command.Validators.Add(result =>
        {
            // Only what was said: values that are wrong have errors of their own.
            var (named, onRedis) = (result.GetResult(url) is not null, result.GetResult(redis) is not null);
            var many = result.GetResult(replicas) is { Implicit: false };
            if (named && (onRedis || many)) result.AddError("--redis and --replicas are for registries that are started; --url names one that runs");
            if (result.GetValue(enroll) && (!named || result.GetValue(token) is null)) result.AddError("--enroll is for a registry with --auth: name it with --url, and an admin's token with --token");
            if (result.GetValue(enroll) && result.GetValue(agents) > MostEnrolled) result.AddError($"--enroll is for up to {MostEnrolled} --agents, as many as one enrolment token admits");
            if (!named && !onRedis && many) result.AddError("--replicas share a Redis: add --redis");
        });
        command.SetAction((parsed, stop) => Failures.TellAsync(() => RunAsync(
            new LoadSettings
            {
                Agents = parsed.GetValue(agents),
                Rate = parsed.GetValue(rate),
                For = parsed.GetValue(duration) ?? TimeSpan.FromSeconds(30),
                Mix = LoadMix.Parse(parsed.GetRequiredValue(mix)),
                Registries = parsed.GetValue(url) ?? [],
                Replicas = parsed.GetValue(replicas),
                OnRedis = parsed.GetResult(redis) is not null,
                Redis = parsed.GetValue(redis),
                Connections = parsed.GetValue(connections),
                Classes = parsed.GetValue(classes),
                Plain = parsed.GetValue(plain),
                Namespace = parsed.GetRequiredValue(ns),
                Token = parsed.GetValue(token),
                Enroll = parsed.GetValue(enroll),
                Authorities = parsed.GetValue(ca),
                Seed = parsed.GetValue(seed),
            },
            parsed.GetValue(json), stop)));
        return command;
    }

    private static async Task<int> RunAsync(LoadSettings settings, string? json, CancellationToken stop)
    {
        var result = await new LoadRun(settings, TimeProvider.System).RunAsync(stop);
        LoadReport.Print(Terminal.Results, result);
        if (json is not null) JsonFile.Write(json, result, CliJson.Default.LoadResult);
        return result.PerSecond > 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Try(OptionResult result, Action<string> parse)
    {
        try
        {
            foreach (var token in result.Tokens) parse(token.Value);
        }
        catch (ArgumentException wrong)
        {
            result.AddError(wrong.Message.Split(" (Parameter")[0]);
        }
    }
}
