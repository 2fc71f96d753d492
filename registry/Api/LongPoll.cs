using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>How long an answer may be held back: until the time asked for is over, the client is gone, or the registry stops.</summary>
internal sealed class LongPoll(TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int MostSeconds = 300;

    public static Refusal? Check(int? waitSeconds) => waitSeconds is < 0 or > MostSeconds
        ? Refusals.InvalidQuery.Because($"waitSeconds is {waitSeconds}; 0 to {MostSeconds} is allowed.")
        : null;

    public Waiting Begin(int? waitSeconds, HttpContext http) =>
        new(TimeSpan.FromSeconds(waitSeconds ?? 0), time, [http.RequestAborted, lifetime.ApplicationStopping]);

    /// <summary>Whether nobody hears an answer any more.</summary>
    public bool IsOver(HttpContext http) => http.RequestAborted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested;

    internal sealed class Waiting : IDisposable
    {
        private readonly CancellationTokenSource _over;
        private readonly CancellationTokenSource _any;
        private readonly TimeProvider _time;

        public Waiting(TimeSpan wait, TimeProvider time, params CancellationToken[] ends)
        {
            _time = time;
            _over = new CancellationTokenSource(wait, time);
            if (wait == TimeSpan.Zero) _over.Cancel();
            _any = CancellationTokenSource.CreateLinkedTokenSource([_over.Token, .. ends]);
        }

        public CancellationToken Token => _any.Token;

        /// <summary>A part of it, no longer than the rest.</summary>
        public Waiting Turn(TimeSpan most) => new(most, _time, _any.Token);

        public void Dispose()
        {
            _any.Dispose();
            _over.Dispose();
        }
    }
}
