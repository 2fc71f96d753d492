using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Cartel.Collaboration;
using Cartel.Protocol;
using Cartel.Registry.Api;
using Cartel.Registry.Api.OpenApi;
using Cartel.Registry.Broker;
using Cartel.Registry.Replica;
using Cartel.Registry.Security;
using Cartel.Registry.Store;
using Cartel.Registry.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Console;
using StackExchange.Redis;

namespace Cartel.Registry.Hosting;

/// <summary>Builds a registry that is ready to run.</summary>
public static class RegistryApplication
{
    // Beyond a whole part: for what a client sends before it hears that it is too much.
    private const long RoomBytes = 64 * 1024;

    /// <summary>Builds a registry; start it to listen.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="time">Its clock; by default the system's.</param>
    /// <exception cref="ArgumentException">The host is not a loopback address and there is no TLS or no authentication, or a certificate cannot be used.</exception>
    public static WebApplication Build(RegistryOptions options, TimeProvider? time = null) => Build(options, time, static _ => { });

    /// <summary>The same with some services replaced: the simulator's registry has no socket and no disk.</summary>
    internal static WebApplication Build(RegistryOptions options, TimeProvider? time, Action<IServiceCollection> replace)
    {
        var address = Listening.AddressOf(options);
        // Refused here rather than by the server, which does not name the option.
        Listening.CertificatesOf(options);
        // A relative path would mean another folder to the web server than to the store.
        options = options with { Data = Path.GetFullPath(options.Data) };
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
            ApplicationName = typeof(RegistryApplication).Assembly.GetName().Name,
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.LargestPart + RoomBytes;
            Listening.Limit(kestrel.Limits);
            kestrel.Listen(address, options.Port, endpoint => endpoint.UseCertificate(options));
        });
        builder.WebHost.UseSockets(static sockets => sockets.CreateBoundListenSocket = ListenSocket);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(new SystemFacts(options, (time ?? TimeProvider.System).GetUtcNow()));
        builder.AddLogs(options);
        builder.AddStore(options);
        builder.AddBroker(options);
        builder.AddApi();
        builder.AddSecurity(options);
        builder.AddTelemetry(options);
        replace(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages(Failures.DescribeAsync);
        app.UseTelemetry(options);
        app.MapDashboard();
        if (options.Auth) app.UseForwardedHeaders(TrustedProxies.Headers(options.TrustedProxies)).UseMiddleware<Gate>();
        if (options.Auth || options.Limits is not null) app.UseMiddleware<Throttle>();
        app.MapApi();
        app.MapOpenApi();
        return app;
    }

    // An agent that loses its power while it waits closes nothing; what is accepted here is probed like its own end.
    private static Socket ListenSocket(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        SilentLines.Probe(socket);
        return socket;
    }

    private static void AddLogs(this WebApplicationBuilder builder, RegistryOptions options)
    {
        builder.Logging.ClearProviders();
        if (options.LogFormat is LogFormat.Json) builder.Logging.AddJsonConsole(static console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        else builder.Logging.AddSimpleConsole(static console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "));
        builder.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Cartel", options.LogLevel);
        // Who starts the host says in one line why it does not start.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // Failures logs each request that failed, once and with its trace.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
    }

    private static void AddStore(this WebApplicationBuilder builder, RegistryOptions options)
    {
        builder.Services.AddSingleton<Bells>();
        if (options.Store is StoreKind.Redis) builder.Services.AddHostedService<RedisDoorCheck>();
        if (options.RelayBytes < options.LargestPart)
            throw new ArgumentException($"the relay holds {options.RelayBytes >> 20} MiB, less than its longest part of {options.LargestPart >> 20} MiB", nameof(options));

        builder.Services.AddSingleton(new PartLimits(options.LargestPart, options.RelayBytes, options.PartAge));
        builder.Services.AddSingleton<IPartStore>(services => options.Store is StoreKind.Redis
            // A connection of its own: metadata must not wait behind large parts.
            ? new RedisParts(
                Connect(services, options), services.GetRequiredService<Bells>(),
                services.GetRequiredService<TimeProvider>(), services.GetRequiredService<PartLimits>())
            : new PartFiles(
                Path.Combine(options.Data, "parts"), services.GetRequiredService<Bells>(), services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<PartLimits>()));
        var retention = new Retention
        {
            EventAge = options.EventAge,
            EventBytes = options.EventBytes,
            HistoryAge = options.HistoryAge,
            HistoryBytes = options.HistoryBytes,
        };
        builder.Services.AddSingleton(services => new ReplicaStore(
            options.Store is StoreKind.Redis
                ? new RedisStore(
                    RedisBells.Join(Connect(services, options, RedisSchema.PrepareAsync), services.GetRequiredService<Bells>()),
                    services.GetRequiredService<Bells>(), retention)
                : new EmbeddedStore(Path.Combine(options.Data, EmbeddedStore.FileName), services.GetRequiredService<Bells>(), retention)
                {
                    Meter = services.GetRequiredService<RegistryMeter>(),
                },
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IMetadataStore>(static services => services.GetRequiredService<ReplicaStore>());
        builder.Services.AddHostedService<FeedPoller>();
    }

    private static RedisConnection Connect(IServiceProvider services, RegistryOptions options, Func<IDatabase, string, Task>? prepare = null) =>
        new(options.Redis, services.GetRequiredService<TimeProvider>(), prepare) { Meter = services.GetRequiredService<RegistryMeter>() };

    private static void AddBroker(this WebApplicationBuilder builder, RegistryOptions options)
    {
        builder.Services.AddSingleton(new Matchmaker(NeighbourChoices.Create(options.Neighbours)));
        builder.Services.AddSingleton(new TransferIds(new Random(RandomNumberGenerator.GetInt32(int.MaxValue))));
        builder.Services.AddSingleton(new FleetPace(options.Lease, new Random(RandomNumberGenerator.GetInt32(int.MaxValue))));
        builder.Services.AddSingleton<ZooParts>();
        builder.Services.AddSingleton<FleetReader>();
        builder.Services.AddSingleton<ClusterFinder>();
        builder.Services.AddSingleton<RecentRequests>();
        builder.Services.AddSingleton<Hints>();
        builder.Services.AddHostedService<Sweep>();
    }

    private static void AddSecurity(this WebApplicationBuilder builder, RegistryOptions options)
    {
        builder.Services.AddSingleton<IIdentityStore>(services => options.Store is StoreKind.Redis
            ? new RedisIdentities(Connect(services, options))
            : new EmbeddedIdentities(Path.Combine(options.Data, EmbeddedIdentities.FileName)));
        builder.Services.AddSingleton<VerifiedTokens>();
        builder.Services.AddSingleton<UploadRights>();
        builder.Services.AddSingleton(services => new Allowances(options.Limits ?? new RateLimits(), services.GetRequiredService<TimeProvider>()));
        if (!options.Auth) return;

        builder.Services.AddSingleton<Credentials>();
        builder.Services.AddSingleton<Audit>();
        builder.Services.AddHostedService<RevocationWatch>();
    }

    private static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LongPoll>();
        builder.Services.AddSingleton<EventStream>();
        builder.Services.AddSingleton<StreamSlots>();
        builder.Services.AddSingleton<RecentEvents>();
        builder.Services.AddSingleton<FleetFigures>();
        builder.Services.AddSingleton<InboxReader>();
        builder.Services.AddExceptionHandler<Failures>();
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi(static document => document.AddDocumentTransformer<DocumentWriter>());
        builder.Services.Configure<RouteHandlerOptions>(static routes => routes.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(static json =>
        {
            foreach (var converter in CartelJson.Default.Options.Converters) json.SerializerOptions.Converters.Add(converter);
            json.SerializerOptions.NumberHandling = CartelJson.Default.Options.NumberHandling;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, CartelJson.Default);
        });
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
    }
}
