namespace Cartel.Agent;

/// <summary>What an agent is to its own device: its status file, its local server, and what is done now and then.</summary>
internal sealed class LocalSide : IAsyncDisposable
{
    // How long the pipeline may take to answer before a request is refused.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly StatusReporter _reporter;
    private readonly LocalHost _host;
    private readonly RunningConfiguration _running;
    private readonly AgentLogs _log;

    public LocalSide(
        RunningConfiguration running, string task, AgentInput input, AgentState state, Mailbox mailbox, Checkpoint checkpoint, RegistryTraffic traffic, TimeProvider time, AgentLogs log, TimeSpan? patience = null)
    {
        var (counts, schema, agent) = (new LocalCounts(), state.Source.Schema, running.Settings.Name);
        (_running, _log) = (running, log);
        _reporter = new StatusReporter(running, task, input.BadRows, state, mailbox, checkpoint, traffic, counts, time);
        var api = new LocalApi(
            agent, mailbox, _reporter, new PredictApi(schema, new Predictor(state, mailbox), counts), new SamplesApi(input.Posted, counts), new LabelsApi(input.PostedLabels, schema, mailbox, counts), counts, patience ?? Patience, time, log);
        _host = new LocalHost(agent, api.ServeAsync, counts, time, log);
    }

    /// <summary>Listens where the settings say, from now on.</summary>
    public Task MoveAsync(int port) => _host.MoveAsync(port, CancellationToken.None);

    /// <summary>Writes the status now and then, until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => _reporter.RunAsync(
        async () =>
        {
            _log.Flush();
            await _host.TickAsync(stop);
        },
        stop);

    /// <summary>How the agent does just now.</summary>
    /// <exception cref="OperationCanceledException">The pipeline did not get to it in time.</exception>
    public Task<LiveStatus> LookAsync(CancellationToken stop) => _reporter.LookAsync(stop);

    /// <summary>Writes the status at once.</summary>
    public Task WriteAsync(CancellationToken stop) => _reporter.WriteAsync(stop);

    /// <summary>Writes the last status: the pipeline has ended.</summary>
    public void Farewell() => StatusFile.Write(_running.Settings.StateFolder, _reporter.Look(AgentPhase.Stopped));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
