using System.CommandLine;
using System.Globalization;
using Cartel.Collaboration;
using Cartel.Hosting;
using Cartel.Registry.Hosting.Configuration;
using Cartel.Registry.Security;

namespace Cartel.Registry.Hosting;

/// <summary>The command <c>cartel-registry</c>.</summary>
public static class RegistryCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;
    private const string VariablePrefix = "CARTEL_REGISTRY_";

    /// <summary>Runs a registry until it is told to stop (SIGINT or SIGTERM).</summary>
    /// <param name="args">Its options.</param>
    /// <returns>0: it ran and stopped; 1: it could not run; 2: the options were wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = Create(out var operations);
        try
        {
            var woven = WovenArguments.Weave(command, command, args, Environment.GetEnvironmentVariables(), VariablePrefix);
            var parsed = command.Parse(woven.Arguments);
            if (parsed.Errors.Count == 0)
            {
                if (operations.IsCheck(parsed)) await Console.Out.WriteAsync(EffectiveConfiguration.Write(command, parsed, woven));
                return await parsed.InvokeAsync();
            }

            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(woven.Explain(error));
        }
        catch (ConfigurationException flaw)
        {
            await Console.Error.WriteLineAsync(flaw.Message);
        }

        await Console.Error.WriteLineAsync("Try: cartel-registry --help");
        return Misused;
    }

    private static RootCommand Create(out OperationOptions operations)
    {
        var operation = operations = new OperationOptions();
        var defaults = new RegistryOptions();
        var port = NumberOption.Create("--port", "The port; 0 takes a free one", defaults.Port, 0, 65535);
        var host = new Option<string>("--host") { Description = "The address to listen on; others than loopback take --auth and --tls-certificate", DefaultValueFactory = _ => defaults.Host };
        var store = new Option<StoreKind>("--store") { Description = "Where the metadata is kept; --redis alone means redis", DefaultValueFactory = _ => defaults.Store };
        var redis = new Option<string>("--redis") { Description = "Redis as HOST:PORT; nodes of a cluster, or a primary and its replicas, separated by commas", HelpName = "HOST:PORT[,HOST:PORT …]" };
        var data = new Option<string>("--data") { Description = "The folder of the SQLite file and of relayed parts", HelpName = "FOLDER", DefaultValueFactory = _ => defaults.Data };
        var lease = new Option<TimeSpan>("--lease")
        {
            Description = "The base of an agent's lease, such as 500ms, 10s or 1m",
            HelpName = "TIME",
            DefaultValueFactory = _ => defaults.Lease,
            CustomParser = static result => Durations.Parse(result.Tokens[0].Value, result.AddError),
        };
        var neighbours = new Option<string>("--neighbours") { Description = "How donors are chosen", HelpName = "NAME", DefaultValueFactory = _ => defaults.Neighbours };
        var zoo = NumberOption.Create("--zoo", "Past publications kept for each task; 0 keeps none", defaults.Zoo, 0, 1_000);
        neighbours.AcceptOnlyFromAmong([.. NeighbourChoices.Names]);
        var storage = new StorageOptions();
        var auth = new Option<bool>("--auth") { Description = "Everybody has to prove who they are; see docs/security.md" };
        var certificate = new Option<string>("--tls-certificate") { Description = "The certificate: PEM with its chain, or PKCS #12", HelpName = "FILE" };
        var certificateKey = new Option<string>("--tls-key") { Description = "The certificate's private key (PEM)", HelpName = "FILE" };
        var proxies = TrustedProxies.CreateOption();
        var limits = new LimitOptions();
        var stopWithStdin = new Option<bool>("--stop-with-stdin") { Description = "Stop when standard input ends", Hidden = true };

        var command = new RootCommand("""
            The registry of a Cartel fleet: REST API, broker, event log and dashboard.

            Example:
              cartel-registry --port 5080 --data ./registry-data --lease 10s
            """) { port, host, store, redis, data, lease, neighbours, zoo, auth, certificate, certificateKey, proxies, stopWithStdin };
        limits.AddTo(command);
        foreach (var option in storage.All.Concat(operation.All)) command.Options.Add(option);
        command.Subcommands.Add(TokenCommand.Create());
        command.Subcommands.Add(BackupCommand.Create(Done, Failed));
        command.SetAction((parsed, cancellation) => ServeAsync(
            operation.Apply(parsed, storage.Apply(parsed, new RegistryOptions
            {
                Port = parsed.GetValue(port),
                Host = parsed.GetValue(host)!,
                Store = parsed.GetResult(store) is { Implicit: false } || parsed.GetValue(redis) is null ? parsed.GetValue(store) : StoreKind.Redis,
                Redis = parsed.GetValue(redis) ?? defaults.Redis,
                Data = parsed.GetValue(data)!,
                Lease = parsed.GetValue(lease),
                Neighbours = parsed.GetValue(neighbours)!,
                Zoo = parsed.GetValue(zoo),
                Auth = parsed.GetValue(auth),
                TlsCertificate = parsed.GetValue(certificate),
                TlsKey = parsed.GetValue(certificateKey),
                TrustedProxies = parsed.GetValue(proxies) ?? [],
                Limits = limits.Of(parsed),
            })),
            parsed.GetValue(stopWithStdin), operation.IsCheck(parsed), cancellation));
        return command;
    }

    private static async Task StopWithStdinAsync(WebApplication app)
    {
        var input = Console.OpenStandardInput();
        var nothing = new byte[256];
        while (await input.ReadAsync(nothing) > 0)
        {
            // Only the end matters: whoever started it has gone.
        }

        app.Lifetime.StopApplication();
    }

    private static async Task<int> ServeAsync(RegistryOptions options, bool stopWithStdin, bool onlyCheck, CancellationToken cancellation)
    {
        try
        {
            await using var app = RegistryApplication.Build(options);
            if (onlyCheck) return Done;

            var manager = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
            app.Lifetime.ApplicationStopping.Register(() => ServiceManager.Tell(ServiceManager.Stopping, manager));
            await app.StartAsync(cancellation);
            foreach (var url in app.Urls) await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Listening on {url}"));
            ServiceManager.Tell(ServiceManager.Ready, manager);
            if (stopWithStdin) _ = StopWithStdinAsync(app);
            await app.WaitForShutdownAsync(cancellation);
            return Done;
        }
        catch (ArgumentException misuse)
        {
            await Console.Error.WriteLineAsync(misuse.Message);
            return Misused;
        }
        catch (Exception failure) when (failure is IOException or Store.StoreUnavailableException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The registry cannot run: {failure.Message}");
            return Failed;
        }
    }
}
