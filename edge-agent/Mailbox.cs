using System.Threading.Channels;

namespace Cartel.Agent;

/// <summary>How the network tasks reach the model: what they post runs on the pipeline, between two samples.</summary>
/// <remarks>So the model has one thread and no locks.</remarks>
internal sealed class Mailbox
{
    private readonly Channel<Action> _posts = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Runs a function on the pipeline and returns its value.</summary>
    public async Task<T> AskAsync<T>(Func<T> function, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _posts.Writer.TryWrite(() =>
        {
            try
            {
                answer.TrySetResult(function());
            }
            catch (Exception exception)
            {
                answer.TrySetException(exception);
            }
        });
        using var givenUp = cancellation.Register(() => answer.TrySetCanceled(cancellation));
        return await answer.Task;
    }

    /// <summary>Runs an action on the pipeline.</summary>
    public Task TellAsync(Action action, CancellationToken cancellation) => AskAsync(
        () =>
        {
            action();
            return true;
        },
        cancellation);

    /// <summary>Runs what has been posted; called by the pipeline only.</summary>
    public void Drain()
    {
        while (_posts.Reader.TryRead(out var post)) post();
    }

    /// <summary>Waits for a post.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _posts.Reader.WaitToReadAsync(cancellation);
}
