using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Cartel.Registry.Store;

/// <summary>Asks each node once, before the client does, whether it lets the registry in: a refusal will not pass by itself, unlike a node that is away,
/// and of a refusal the client tells no more than that there is no connection.</summary>
internal static class RedisDoor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Comes back once no node has refused; those that do not answer may come later.</summary>
    /// <exception cref="StoreRefusedException">A node has; the message says what to do.</exception>
    public static async Task CheckAsync(RedisAddress address, TimeProvider time, CancellationToken cancellation)
    {
        var refusals = await Task.WhenAll(address.Nodes.Select(node => RefusalOfAsync(address, node, time, cancellation)));
        if (refusals.FirstOrDefault(static refusal => refusal is not null) is { } refusal) throw new StoreRefusedException(refusal);
    }

    private static async Task<string?> RefusalOfAsync(RedisAddress address, (string Host, int Port) node, TimeProvider time, CancellationToken cancellation)
    {
        var name = $"Redis at {node.Host}:{node.Port}";
        using var over = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        try
        {
            if (address.IsTls) return await AskByTlsAsync(address, node, name, both.Token);

            using var client = new TcpClient();
            await client.ConnectAsync(node.Host, node.Port, both.Token);
            try
            {
                return await AskAsync(client.GetStream(), address, name, both.Token);
            }
            catch (IOException) when (!both.IsCancellationRequested)
            {
                return await SpeaksTlsAsync(node, both.Token) ? $"{name} speaks TLS only: add “tls=true”" : null;
            }
        }
        catch (Exception away) when (away is SocketException or IOException || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<string?> AskByTlsAsync(RedisAddress address, (string Host, int Port) node, string name, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(node.Host, node.Port, cancellation);
        var flaws = SslPolicyErrors.None;
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, found) => address.Trusts(certificate, flaws = found));
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.NameOf(node.Host) }, cancellation);
        }
        catch (AuthenticationException failure)
        {
            return flaws is SslPolicyErrors.None ? $"{name} and the registry find no common TLS: {failure.Message}" : CertificateFlaw(name, flaws);
        }

        return await AskAsync(tls, address, name, cancellation);
    }

    // Whether a handshake begins: the certificate is refused, so that nothing is said.
    private static async Task<bool> SpeaksTlsAsync((string Host, int Port) node, CancellationToken cancellation)
    {
        var isShown = false;
        using var client = new TcpClient();
        await client.ConnectAsync(node.Host, node.Port, cancellation);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => !(isShown = true));
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = node.Host }, cancellation);
        }
        catch (AuthenticationException)
        {
        }

        return isShown;
    }

    private static async Task<string?> AskAsync(Stream stream, RedisAddress address, string name, CancellationToken cancellation)
    {
        var ping = await CommandAsync(stream, ["PING"], cancellation);
        if (address.Login is { } login && await CommandAsync(stream, ["AUTH", .. login], cancellation) is ['-', .. var no])
        {
            return ping is ['+', ..]
                ? $"{name} has no password, and one is given: leave “password” out, or set one there (requirepass)"
                : $"{name} refuses the password (“{no}”): “password” is due to be that of its requirepass, or of the ACL user “{(login.Length > 1 ? login[0] : "default")}”";
        }

        return await CommandAsync(stream, ["ROLE"], cancellation) switch
        {
            ['-', 'N', 'O', 'A', 'U', 'T', 'H', ..] => $"{name} demands a password, and none is given: add “password=…”, best in the environment or a file",
            ['*', .. var role] when role.Contains("\r\nsentinel\r\n", StringComparison.Ordinal) =>
                $"{name} is a Sentinel: name the Redis nodes that it guards in its place, HOST:PORT,HOST:PORT; the client finds the one that takes writes",
            _ => null,
        };
    }

    private static string CertificateFlaw(string name, SslPolicyErrors flaws) => flaws.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
        ? $"{name} has a certificate for another name: say which with “tlsHost=NAME”"
        : $"{name} has a certificate that is not trusted here: name its authority's with “tlsCa=FILE” (PEM), or add that to those that the system trusts";

    private static async Task<string> CommandAsync(Stream stream, string[] words, CancellationToken cancellation)
    {
        var text = string.Concat(words.Select(static word => string.Create(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n")));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"*{words.Length}\r\n{text}")), cancellation);
        // What matters is at the beginning, and comes in one piece.
        var answer = new byte[1024];
        var count = await stream.ReadAsync(answer, cancellation);
        return count > 0 ? Encoding.UTF8.GetString(answer, 0, count).TrimEnd() : throw new IOException("it hung up");
    }
}
