using System.Net;
using Cartel.Registry.Api;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;
using Cartel.Registry.Replica;
using Cartel.Registry.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cartel.Simulation;

/// <summary>The shipped registry without a socket and without a disk: a request goes in at one end of its pipeline and the answer
/// comes out at the same instant.</summary>
internal sealed class InProcessRegistry
{
    private readonly WebApplication _app;
    private readonly RequestDelegate _pipeline;
    private readonly Sweep _sweep;
    private readonly FleetPace _pace;

    public InProcessRegistry(RegistryOptions options, TimeProvider time, IMetadataStore store, IPartStore parts, Matchmaker matchmaker, Random random)
    {
        _pace = new FleetPace(options.Lease, random);
        _app = RegistryApplication.Build(options, time, services =>
        {
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton(new ReplicaStore(store, time));
            services.AddSingleton(parts);
            services.AddSingleton(matchmaker);
            services.AddSingleton(_pace);
            services.AddSingleton(new TransferIds(random));
        });
        _app.UseRouting();
        _app.UseEndpoints(static _ => { });
        _pipeline = ((IApplicationBuilder)_app).Build();
        _sweep = ActivatorUtilities.CreateInstance<Sweep>(_app.Services);
    }

    /// <summary>The lease that it grants at least: a larger fleet gets longer ones.</summary>
    public TimeSpan Lease => TimeSpan.FromSeconds(_pace.ShortestLeaseSeconds());

    /// <summary>Raised when an agent that waits should look for news.</summary>
    public event Action<AgentKey> Called
    {
        add => _app.Services.GetRequiredService<Hints>().Called += value;
        remove => _app.Services.GetRequiredService<Hints>().Called -= value;
    }

    /// <summary>What the sweep does at each of its turns.</summary>
    public void LookAround() => _sweep.SweepAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Answers a request.</summary>
    public RegistryAnswer Answer(RegistryRequest request)
    {
        var http = new DefaultHttpContext { RequestServices = _app.Services };
        http.Request.Method = request.Method;
        http.Request.Path = request.Path;
        http.Request.QueryString = new QueryString(request.Query);
        http.Request.Host = new HostString("registry");
        http.Request.Body = new MemoryStream(request.Body);
        foreach (var (name, value) in request.Headers) http.Request.Headers[name] = value;
        using var body = new MemoryStream();
        http.Response.Body = body;

        // Nothing in there waits: the store answers at once.
        _pipeline(http).GetAwaiter().GetResult();
        http.Response.CompleteAsync().GetAwaiter().GetResult();
        var (status, headers) = ((HttpStatusCode)http.Response.StatusCode, http.Response.Headers);
        // Kestrel says how long an answer is, except of one that cannot have a body.
        if (status is not HttpStatusCode.NoContent) headers.ContentLength = body.Length;
        var head = HttpHead.OfAnswer(status, headers.Select(static field => KeyValuePair.Create(field.Key, field.Value.ToString())));
        return new RegistryAnswer(status, http.Response.ContentType, headers.ContentEncoding, headers.ETag, body.ToArray(), head);
    }
}
