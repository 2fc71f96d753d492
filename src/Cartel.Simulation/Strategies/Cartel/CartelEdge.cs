using System.Globalization;
using Cartel.Agent;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Simulation;

/// <summary>A device on which the shipped agent runs.</summary>
internal sealed class CartelEdge : IEdge, IDisposable
{
    private const string Prefix = "device-";

    private readonly int _device;
    private readonly Deployment _deployment;
    private readonly PushedSource _source;
    private readonly AgentState _state;
    private readonly Pipeline _pipeline;
    private readonly Mailbox _mailbox = new();
    private readonly Courier _courier;
    private readonly Fault _fault;
    private readonly TransferMarks _marks;
    private readonly CancellationTokenSource _stop = new();
    private readonly Action _join;

    public CartelEdge(
        int device, Deployment deployment, SimulatedRegistry registry, TaskManifest manifest, CartelOptions options, VirtualTime time)
    {
        (_device, _deployment, _fault) = (device, deployment, deployment.FaultOf(device));
        _courier = new Courier(PublicationPolicy.Create(options.Collaboration.Publication));
        _source = new PushedSource(deployment.Schema);
        var settings = new AgentSettings
        {
            Name = NameOf(device),
            TaskFile = "",
            Data = "",
            StateFolder = "",
            Registry = new Uri("http://registry"),
            ReportEvery = options.ReportEvery,
            Terse = true,
            Collaboration = options.Collaboration,
        };
        _marks = new TransferMarks(device, deployment);
        var checkpoint = new MemoryCheckpoint(_marks.Changed);
        var learner = new CollaborativeLearner(deployment.NewLearner(), options.Collaboration);
        _state = new AgentState(_source, new OneHotEncoder(deployment.Schema), learner, twin: null, checkpoint);
        _pipeline = new Pipeline(settings, _state, heldOut: null, _mailbox, _courier, time, NullLogger.Instance);
        HttpMessageHandler transport = new DeviceTransport(device, deployment.Network, registry);
        var http = new HttpClient(_fault is Fault.None ? transport : new FaultyTransport(_fault, _courier, transport))
        {
            BaseAddress = settings.Registry,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var context = new VirtualContext(deployment.Clock);
        context.Run(async void () => await ServeAsync());
        _join = () => context.Run(async void () => await AgentRun.Connect(
            settings, manifest, deployment.Schema, http, _state, _pipeline, _courier, _mailbox, checkpoint, time, NullLogger.Instance, _stop.Token));
    }

    public long ModelBytes => _state.Learner.Model.ModelBytes;

    /// <summary>The shipped agent's learner.</summary>
    public CollaborativeLearner Learner => _state.Learner;

    /// <summary>The name of a device's agent.</summary>
    public static string NameOf(int device) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{device:D5}");

    /// <summary>The device of an agent's name; null for a name that is none's.</summary>
    public static int? DeviceOf(string agent) =>
        agent.StartsWith(Prefix, StringComparison.Ordinal) ? int.Parse(agent.AsSpan(Prefix.Length), CultureInfo.InvariantCulture) : null;

    /// <summary>A device joins when its stream begins.</summary>
    public void Begin() => _join();

    public int Predict(ReadOnlySpan<float> features) => _state.Learner.Predict(features).Label;

    public void Observe(ReadOnlySpan<float> features, int label)
    {
        _source.Advance();
        if (_fault is Fault.LabelFlip) label = (label + 1) % _deployment.Schema.Classes.Count;
        using (_deployment.Training.Measure(_device))
        {
            // Nobody was asked, so no request tells of it.
            if (_pipeline.Observe(features, label).Step is { Ahead: true } step) _marks.Ahead(_state.Learner.Samples, step);
        }
    }

    public void End() => _stop.Cancel();

    public void Dispose()
    {
        _stop.Dispose();
        _source.Dispose();
    }

    // Between two samples the pipeline does what the link asks of it.
    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await _mailbox.WaitAsync(CancellationToken.None);
            _mailbox.Drain();
        }
    }
}
