namespace Cartel.Agent;

/// <summary>Keeps an agent connected to the registry that its settings name, which may change while it runs. One caller at a time.</summary>
/// <param name="connect">Talks to the registry of some settings until it is told to hang up; ends otherwise only with what is fatal.</param>
internal sealed class LinkHost(Func<AgentSettings, CancellationToken, Task> connect) : IDisposable
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource _hangUp = new();
    private Task _link = Task.CompletedTask;

    /// <summary>Fails with what is fatal, and never ends otherwise.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Whether there is a registry to talk to.</summary>
    public bool IsConnected => !_link.IsCompleted;

    /// <summary>Begins to talk to the registry, where the settings name one.</summary>
    public void Connect(AgentSettings settings) => _link = settings.Registry is null ? Task.CompletedTask : KeepAsync(settings, _hangUp.Token);

    /// <summary>Hangs up, and talks to another.</summary>
    public async Task MoveAsync(AgentSettings settings)
    {
        await HangUpAsync();
        _hangUp.Dispose();
        _hangUp = new CancellationTokenSource();
        Connect(settings);
    }

    /// <summary>Hangs up, and waits until it has.</summary>
    public async Task HangUpAsync()
    {
        await _hangUp.CancelAsync();
        await _link;
    }

    /// <inheritdoc/>
    public void Dispose() => _hangUp.Dispose();

    private async Task KeepAsync(AgentSettings settings, CancellationToken hangUp)
    {
        try
        {
            await connect(settings, hangUp);
        }
        catch (Exception fatal)
        {
            _failed.TrySetException(fatal);
        }
    }
}
