using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Cartel.Protocol;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>Where Redis is: <c>HOST:PORT</c>, one or several separated by commas, and then settings such as <c>password=…</c>.</summary>
/// <remarks>
/// <para>Of a Redis Cluster some nodes will do, the client asks them for the others. Of a primary with replicas, guarded by Sentinel or by hand, all are
/// listed: the client finds out which one takes writes.</para>
/// <para>Settings: <c>password</c>; <c>tls=true</c>, with <c>tlsHost</c> where the certificate has another name and <c>tlsCa</c> (a PEM file) where an
/// authority of one's own signed it; <c>user</c> (an ACL user, which the client 1.2.6 cannot log in as).</para>
/// </remarks>
internal sealed class RedisAddress
{
    private const string Example = "127.0.0.1:6379 or redis-1:6379,redis-2:6379,tls=true,password=SECRET";

    private readonly List<(string Host, int Port)> _nodes = [];
    private string? _password;
    private string? _user;
    private string? _tlsHost;
    private X509ChainPolicy? _authorities;
    private bool _tls;

    private RedisAddress()
    {
    }

    /// <summary>Its nodes, as they were named.</summary>
    public IReadOnlyList<(string Host, int Port)> Nodes => _nodes;

    /// <summary>Whether it is spoken to by TLS.</summary>
    public bool IsTls => _tls;

    /// <summary>What logs in: a password, or a user and a password; null: nothing does.</summary>
    public string[]? Login => _password is null ? null : _user is null ? [_password] : [_user, _password];

    /// <summary>The end points alone: what logs and errors may show.</summary>
    public override string ToString() => string.Join(',', _nodes.Select(static node => $"{node.Host}:{node.Port}"));

    /// <summary>Reads an address.</summary>
    /// <exception cref="ArgumentException">It is none; the message names what is wrong, but no password.</exception>
    public static RedisAddress Parse(string text)
    {
        var address = new RedisAddress();
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = item.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) address.AddNode(item);
            else address.Set(item[..equals], item[(equals + 1)..]);
        }

        if (address._nodes.Count == 0) throw new ArgumentException($"no Redis is named: HOST:PORT is due, such as {Example}");
        if (address is { _tls: false, _tlsHost: not null } or { _tls: false, _authorities: not null })
            throw new ArgumentException("tlsHost and tlsCa are of use with tls=true only");
        if (address._user is not null && UserOfClient is null)
            throw new ArgumentException("this build's Redis client (1.2.6) logs in with a password only, as the user “default”: leave “user” out, or build with the newer client (./cartel configure)");
        return address;
    }

    /// <summary>The client's settings.</summary>
    public ConfigurationOptions ToOptions(int timeoutMilliseconds)
    {
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = timeoutMilliseconds,
            SyncTimeout = timeoutMilliseconds,
            Password = _password,
            Ssl = _tls,
            SslHost = _tlsHost,
        };
        foreach (var (host, port) in _nodes) options.EndPoints.Add(host, port);
        if (_user is not null) UserOfClient!.SetValue(options, _user);
        options.CertificateValidation += (_, certificate, _, flaws) => Trusts(certificate, flaws);
        return options;
    }

    /// <summary>The name that a node's certificate has to have.</summary>
    public string NameOf(string host) => _tlsHost ?? host;

    /// <summary>Whether a node's certificate will do.</summary>
    public bool Trusts(X509Certificate? certificate, SslPolicyErrors flaws)
    {
        if (_authorities is null || certificate is null || flaws is not SslPolicyErrors.RemoteCertificateChainErrors) return flaws is SslPolicyErrors.None;

        using var chain = new X509Chain { ChainPolicy = _authorities.Clone() };
        using var presented = new X509Certificate2(certificate);
        return chain.Build(presented);
    }

    private static System.Reflection.PropertyInfo? UserOfClient => typeof(ConfigurationOptions).GetProperty("User");

    private void AddNode(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > IPEndPoint.MaxPort)
            throw new ArgumentException($"“{text}” is not HOST:PORT, such as {Example}");

        _nodes.Add((text[..colon].Trim('[', ']'), port));
    }

    private void Set(string name, string value)
    {
        switch (name)
        {
            case "password": _password = value; break;
            case "user": _user = value; break;
            case "tls" when bool.TryParse(value, out var tls): _tls = tls; break;
            case "tlsHost": _tlsHost = value; break;
            case "tlsCa": _authorities = AuthoritiesIn(value); break;
            case "serviceName":
                throw new ArgumentException("Sentinel is not asked by its service's name: list the Redis nodes that it guards, HOST:PORT,HOST:PORT; the client finds the one that takes writes");
            default:
                throw new ArgumentException($"Redis has no setting “{name}”, or not that value of it: password=…, user=…, tls=true|false, tlsHost=… and tlsCa=FILE are known");
        }
    }

    private static X509ChainPolicy AuthoritiesIn(string file)
    {
        try
        {
            return PrivateAuthority.Trust(file);
        }
        catch (Exception flaw) when (flaw is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"tlsCa is due to name a file of certificates (PEM): {flaw.Message}", flaw);
        }
    }
}
