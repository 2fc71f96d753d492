using System.Threading.Channels;

namespace Cartel.Agent;

/// <summary>How the network tasks reach the model: what they post runs on the pipeline, between two samples.</summary>
/// <remarks>So the model has one thread and no locks.</remarks>
/// <param name="time">By what it measures how long posts held up the pipeline; null: the system's clock.</param>
internal sealed class Mailbox(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Channel<(Action Run, bool IsWanted)> _posts = Channel.CreateUnbounded<(Action, bool)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>What the pipeline does beside its own model: the agent's own posts, and what others add.</summary>
    public BackgroundWork Work { get; } = new(time ?? TimeProvider.System);

    /// <summary>Runs a function on the pipeline and returns its value.</summary>
    /// <param name="function">The function.</param>
    /// <param name="cancellation">Gives up waiting for it.</param>
    /// <param name="isWanted">Whether somebody on the device asked for it: then it is no background work.</param>
    public async Task<T> AskAsync<T>(Func<T> function, CancellationToken cancellation, bool isWanted = false)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _posts.Writer.TryWrite((Run, isWanted));
        using var givenUp = cancellation.Register(() => answer.TrySetCanceled(cancellation));
        return await answer.Task;

        void Run()
        {
            try
            {
                answer.TrySetResult(function());
            }
            catch (Exception exception)
            {
                answer.TrySetException(exception);
            }
        }
    }

    /// <summary>Runs an action on the pipeline.</summary>
    /// <param name="action">The action.</param>
    /// <param name="cancellation">Gives up waiting for it.</param>
    /// <param name="isWanted">As in <see cref="AskAsync"/>.</param>
    public Task TellAsync(Action action, CancellationToken cancellation, bool isWanted = false) => AskAsync(
        () =>
        {
            action();
            return true;
        },
        cancellation, isWanted);

    /// <summary>Runs what has been posted; called by the pipeline only.</summary>
    public void Drain()
    {
        while (_posts.Reader.TryRead(out var post))
        {
            if (post.IsWanted)
            {
                post.Run();
                continue;
            }

            var start = _time.GetTimestamp();
            post.Run();
            Work.Add(_time.GetElapsedTime(start));
        }
    }

    /// <summary>Waits for a post.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _posts.Reader.WaitToReadAsync(cancellation);
}
