using System.Net;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Gives an agent another key before its key grows old. The learner does not notice, and requests go on: the former key stays valid for a day.</summary>
/// <remarks>A clock that is wrong renews a key too early or too late, and does no other harm.</remarks>
/// <param name="files">Where the key lies.</param>
/// <param name="settings">Whose it is, at which registry, and how old it may grow.</param>
/// <param name="connections">What sends; others send by it too.</param>
/// <param name="time">The device's clock.</param>
/// <param name="log">Where it says what it did.</param>
internal sealed class KeyRenewal(IdentityFiles files, AgentSettings settings, HttpMessageHandler connections, TimeProvider time, ILogger log)
{
    /// <summary>How often it looks how old the key is.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromHours(6);

    /// <summary>How soon it tries again what did not work.</summary>
    public static readonly TimeSpan TryAgain = TimeSpan.FromHours(1);

    private string? _told;

    /// <summary>Looks after the key until stopped; at once for one that is not to be renewed.</summary>
    public static async Task RunAsync(AgentSettings settings, IdentityFiles files, HttpMessageHandler connections, TimeProvider time, ILogger log, CancellationToken stop)
    {
        if (settings.Registry is null || settings.RotateKeyAfter == TimeSpan.Zero) return;

        var renewal = new KeyRenewal(files, settings, connections, time, log);
        // Devices that were enrolled together must not come together, nor those that were started together.
        var random = new SeededRandom(unchecked((int)StableHash.Of(settings.Name)));
        try
        {
            while (true) await Task.Delay(await renewal.LookAsync(stop) * (0.5 + random.NextDouble()), time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent ends.
        }
    }

    /// <summary>Renews the key if that is due, or if an earlier renewal was cut short.</summary>
    /// <returns>When to look again.</returns>
    public async Task<TimeSpan> LookAsync(CancellationToken stop)
    {
        try
        {
            if (files.KeyMade is not { } made) return LookEvery;

            var age = time.GetUtcNow() - made;
            if (age < settings.RotateKeyAfter && !File.Exists(files.NextKeyFile)) return LookEvery;

            await RotateAsync(stop);
            AgentLog.KeyRenewed(log, settings.Name, (int)age.TotalDays);
            _told = null;
            return LookEvery;
        }
        catch (Exception failure) when (failure is RegistryException or RegistryUnavailableException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            if (_told != failure.Message) AgentLog.KeyNotRenewed(log, settings.Name, _told = failure.Message);
            return TryAgain;
        }
    }

    private async Task RotateAsync(CancellationToken stop)
    {
        using var current = files.Load(settings.Namespace, settings.Name) ?? throw new InvalidDataException($"{files.KeyFile} is not there.");
        using var next = files.LoadOrCreateNext(settings.Namespace, settings.Name);
        try
        {
            await ClientOf(current).RotateKeyAsync(settings.Name, new KeyRotation(next.PublicKey), stop);
        }
        catch (RegistryException refusal) when (refusal.Problem.Status == (int)HttpStatusCode.Unauthorized)
        {
            // The registry may have taken the new key, and the device have died before it heard so, longer ago than the former one was good.
            await ClientOf(next).IdentityAsync(settings.Name, stop);
        }

        files.TakeNext();
    }

    private RegistryClient ClientOf(AgentCredential credential) =>
        new(new HttpClient(new SigningHandler(credential, time, connections), disposeHandler: false) { BaseAddress = settings.Registry }, settings.Namespace, time: time);
}
