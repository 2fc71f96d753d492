using Cartel.Protocol;

namespace Cartel.Cli;

/// <summary>The keys of a simulated fleet: each agent has one of its own, enrols with it, and signs with it as agents do. Thread-safe.</summary>
/// <param name="ns">The namespace.</param>
/// <param name="enrollment">The enrolment token that admits them all.</param>
/// <param name="names">The agents' names.</param>
/// <param name="time">The clock.</param>
internal sealed class LoadIdentities(string ns, string enrollment, IReadOnlyList<string> names, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(1);

    private readonly AgentCredential?[] _keys = new AgentCredential?[names.Count];
    private readonly Signed?[] _tokens = new Signed?[names.Count];

    /// <summary>The body of an agent's enrolment.</summary>
    public LoadBody Enrolment(long agent)
    {
        var key = _keys[agent] ??= AgentCredential.Create(ns, names[(int)agent]);
        return new LoadBody(CompressedJson.Write(new EnrollmentRequest(enrollment, key.Agent, key.PublicKey), CartelJson.Default.EnrollmentRequest, out var compressed), compressed);
    }

    /// <summary>What an agent that has enrolled sends in <c>Authorization</c>; signed anew a minute before it ends.</summary>
    public string Token(long agent)
    {
        var now = time.GetUtcNow();
        if (_tokens[agent] is { } standing && now < standing.RenewAt) return standing.Token;

        var signed = new Signed(_keys[agent]!.Sign(now), now + AgentCredential.Lifetime - Reserve);
        _tokens[agent] = signed;
        return signed.Token;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys) key?.Dispose();
    }

    private sealed record Signed(string Token, DateTimeOffset RenewAt);
}
