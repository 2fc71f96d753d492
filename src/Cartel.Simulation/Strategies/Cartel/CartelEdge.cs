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
    private readonly int _device;
    private readonly Deployment _deployment;
    private readonly PushedSource _source;
    private readonly AgentState _state;
    private readonly Pipeline _pipeline;
    private readonly Mailbox _mailbox = new();
    private readonly Courier _courier = new();
    private readonly CancellationTokenSource _stop = new();

    public CartelEdge(
        int device, Deployment deployment, SimulatedRegistry registry, TaskManifest manifest, CartelOptions options, VirtualTime time)
    {
        (_device, _deployment) = (device, deployment);
        _source = new PushedSource(deployment.Schema);
        var settings = new AgentSettings
        {
            Name = NameOf(device),
            TaskFile = "",
            Data = "",
            StateFolder = "",
            Registry = new Uri("http://registry"),
            ReportEvery = options.ReportEvery,
        };
        var marks = new TransferMarks(device, deployment);
        var checkpoint = new MemoryCheckpoint(marks.Changed);
        var learner = new CollaborativeLearner(deployment.NewLearner(), options.Collaboration);
        _state = new AgentState(_source, new OneHotEncoder(deployment.Schema), learner, twin: null, checkpoint);
        _pipeline = new Pipeline(settings, _state, heldOut: null, _mailbox, _courier, time, NullLogger.Instance);
        var http = new HttpClient(new DeviceTransport(device, deployment.Network, registry))
        {
            BaseAddress = settings.Registry,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var context = new VirtualContext(deployment.Clock);
        // Ten thousand devices are not switched on at one instant either.
        deployment.Clock.After(FleetRun.SamplePeriod * (device / (double)deployment.Devices), () => context.Run(async void () =>
            await AgentRun.Connect(
                settings, manifest, deployment.Schema, http, _state, _courier, _mailbox, checkpoint, time, NullLogger.Instance, _stop.Token)));
        context.Run(async void () => await ServeAsync());
    }

    public long ModelBytes => _state.Learner.Model.ModelBytes;

    /// <summary>The shipped agent's learner.</summary>
    public CollaborativeLearner Learner => _state.Learner;

    /// <summary>The name of a device's agent.</summary>
    public static string NameOf(int device) => string.Create(CultureInfo.InvariantCulture, $"device-{device:D5}");

    /// <summary>The device of an agent's name.</summary>
    public static int DeviceOf(string agent) => int.Parse(agent.AsSpan("device-".Length), CultureInfo.InvariantCulture);

    public int Predict(ReadOnlySpan<float> features) => _state.Learner.Predict(features).Label;

    public void Observe(ReadOnlySpan<float> features, int label)
    {
        _source.Advance();
        using (_deployment.Training.Measure(_device)) _pipeline.Observe(features, label);
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
