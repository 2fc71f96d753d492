using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Cartel.Agent;

/// <summary>TLS in front of a bare server, which has none of its own without a host around it.</summary>
internal sealed class TlsConnections(X509Certificate2 certificate, RegistryTraffic traffic)
{
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(10);

    private readonly SslServerAuthenticationOptions _options = new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    /// <summary>Encrypts a connection, and counts what travels on it.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => async connection =>
    {
        var wire = connection.Transport;
        await using var counted = new MeteredStream(wire.Input.AsStream(), wire.Output.AsStream(), traffic);
        await using var tls = new SslStream(counted);
        try
        {
            using var patience = new CancellationTokenSource(HandshakePatience);
            await tls.AuthenticateAsServerAsync(_options, patience.Token);
        }
        catch (Exception gone) when (gone is AuthenticationException or IOException or OperationCanceledException)
        {
            // Whoever it was did not want what is here.
            return;
        }

        connection.Transport = new Plain(PipeReader.Create(tls), PipeWriter.Create(tls));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = wire;
        }
    };

    private sealed record Plain(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
