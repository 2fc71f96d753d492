using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Cartel.Hosting;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Whether an agent reaches its registry, by the connections that it uses itself: the same proxy, the same trust, the same key.</summary>
/// <param name="settings">The agent's.</param>
/// <param name="time">The device's clock.</param>
internal sealed class RegistryChecks(AgentSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(7);

    private DateTime? _certificateEnds;

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellation)
    {
        if (settings.Registry is not { } registry)
            return [new Finding("registry", Verdict.Warning, "none is named: the agent learns alone", "name one with --registry")];

        try
        {
            var files = new IdentityFiles(settings.StateFolder);
            using var credential = files.Load(settings.Namespace, settings.Name);
            using var connections = Watched.Connections(settings.AuthorityFile ?? files.AuthorityFile);
            connections.SslOptions.RemoteCertificateValidationCallback = NoteCertificate;
            using var http = new HttpClient(credential is null ? connections : new SigningHandler(credential, time, connections)) { BaseAddress = registry, Timeout = Patience };
            using var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellation);
            using var tasks = await http.GetAsync(new Uri($"/api/v1/namespaces/{settings.Namespace}/tasks?limit=1", UriKind.Relative), cancellation);
            return [.. Proxy(registry), .. Answered(registry, ready, tasks, credential), .. Clock(ready), .. Certificate()];
        }
        catch (Exception flaw) when (flaw is HttpRequestException or TaskCanceledException or InvalidDataException or IOException && !cancellation.IsCancellationRequested)
        {
            var reason = flaw is TaskCanceledException ? $"no answer within {Patience.TotalSeconds} s" : (flaw.InnerException ?? flaw).Message;
            return [.. Proxy(registry), new Finding("registry", Verdict.Error, $"{registry} cannot be reached: {reason}", "see that the address, the proxy (HTTPS_PROXY) and, for a private authority, --ca are right; until then the agent learns alone")];
        }
    }

    // Who sets one in a shell forgets that a service does not see it, and the other way round.
    private static IEnumerable<Finding> Proxy(Uri registry)
    {
        if (HttpClient.DefaultProxy.IsBypassed(registry) || HttpClient.DefaultProxy.GetProxy(registry) is not { } proxy) yield break;

        yield return new Finding("proxy", Verdict.Ok, $"{registry.Host} is reached through {Redaction.Of(proxy.ToString())}, as the environment says");
    }

    private IEnumerable<Finding> Answered(Uri registry, HttpResponseMessage ready, HttpResponseMessage tasks, AgentCredential? credential)
    {
        yield return ready.IsSuccessStatusCode
            ? new Finding("registry", Verdict.Ok, $"{registry} answers")
            : new Finding("registry", Verdict.Warning, $"{registry} is not ready ({(int)ready.StatusCode})", "wait for it, or ask whoever runs it: the agent learns alone until then, and comes back by itself");
        yield return (tasks.StatusCode, credential) switch
        {
            (HttpStatusCode.OK, null) => new Finding("identity", Verdict.Ok, "the registry asks for none"),
            (HttpStatusCode.OK, _) => new Finding("identity", Verdict.Ok, $"the registry knows {settings.Namespace}/{settings.Name}"),
            (HttpStatusCode.Unauthorized, null) => new Finding("identity", Verdict.Error, $"the registry wants to know who asks, and {settings.Name} has no key", "enrol it: cartel-agent enroll --registry … --name … --token …"),
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => new Finding(
                "identity", Verdict.Error, $"the registry does not take the key of {settings.Namespace}/{settings.Name} ({(int)tasks.StatusCode})", "enrol it anew with a token of an operator"),
            _ => new Finding("identity", Verdict.Warning, $"the registry answered {(int)tasks.StatusCode} to a look at its tasks", "look at its log"),
        };
    }

    private IEnumerable<Finding> Clock(HttpResponseMessage answer)
    {
        if (answer.Headers.Date is not { } there) yield break;

        var ahead = time.GetUtcNow() - there;
        yield return ahead.Duration() < WorthTelling
            ? new Finding("clock", Verdict.Ok, "it agrees with the registry's")
            // No error, however much it is: requests are signed for the registry's time.
            : new Finding(
                "clock", Verdict.Warning, $"it is {ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the registry's; the agent signs for the registry's time, and what it logs bears its own",
                "set it, best by NTP");
    }

    private IEnumerable<Finding> Certificate()
    {
        if (_certificateEnds is not { } ends) yield break;

        var left = ends - time.GetUtcNow().UtcDateTime;
        yield return left > SoonExpired
            ? new Finding("certificate", Verdict.Ok, $"the registry's is good for {left.TotalDays:0} days")
            : new Finding("certificate", Verdict.Warning, $"the registry's ends in {left.TotalDays:0.0} days", "have whoever runs the registry renew it");
    }

    private bool NoteCertificate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 known) _certificateEnds = known.NotAfter.ToUniversalTime();
        return errors == SslPolicyErrors.None;
    }
}
