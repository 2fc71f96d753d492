using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Cartel.Protocol;

/// <summary>Signs each request as an agent. A token serves until a minute before it ends.</summary>
/// <remarks>
/// <para>Where the registry's clock and the device's differ too much, the refusal names the registry's time: from then on tokens are
/// made for that, and the request is sent once more. The device's clock is left as it is. The same where the key was rotated since the token was made.</para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <param name="credential">The agent's key, asked for whenever a token is due: it may have been rotated. Null as long as there is none: requests
/// go out unsigned. Whoever made it disposes it.</param>
/// <param name="time">The device's clock.</param>
/// <param name="inner">What sends.</param>
public sealed class SigningHandler(Func<AgentCredential?> credential, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(1);

    private readonly Lock _one = new();
    private string? _token;
    private string? _signedWith;
    private DateTimeOffset _renewAt;
    private TimeSpan _skew;

    /// <summary>A handler for a key that stays.</summary>
    /// <param name="credential">The agent's key; whoever made it disposes it.</param>
    /// <param name="time">The device's clock.</param>
    /// <param name="inner">What sends.</param>
    public SigningHandler(AgentCredential credential, TimeProvider time, HttpMessageHandler inner)
        : this(() => credential, time, inner)
    {
    }

    /// <summary>How far the registry's clock is ahead of the device's, as far as that matters: zero until a token was refused for it.</summary>
    public TimeSpan Skew
    {
        get
        {
            lock (_one) return _skew;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Sign(request);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Unauthorized || !Mend(await ServerTimeAsync(response, cancellationToken))) return response;

        response.Dispose();
        Sign(request);
        return await base.SendAsync(request, cancellationToken);
    }

    // Whether another token may do what this one did not: by the registry's time, or with the key that there is now.
    private bool Mend(DateTimeOffset? serverTime)
    {
        lock (_one)
        {
            if (serverTime is { } there) _skew = there - time.GetUtcNow();
            else if (credential()?.KeyId == _signedWith) return false;

            _token = null;
            return true;
        }
    }

    private void Sign(HttpRequestMessage request) => request.Headers.Authorization = Token() is { } token ? new AuthenticationHeaderValue("Bearer", token) : null;

    private string? Token()
    {
        lock (_one)
        {
            var now = time.GetUtcNow() + _skew;
            // A device's clock may be set back at any time: a token from the future would be refused.
            if (_token is null || now >= _renewAt || now < _renewAt - AgentCredential.Lifetime)
            {
                if (credential() is not { } key) return null;

                (_token, _signedWith, _renewAt) = (key.Sign(now), key.KeyId, now + AgentCredential.Lifetime - Reserve);
            }

            return _token;
        }
    }

    // Told only where the clocks are at fault. The body stays readable for whoever comes after.
    private static async Task<DateTimeOffset?> ServerTimeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json") return null;

        try
        {
            await response.Content.LoadIntoBufferAsync(cancellation);
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellation), CartelJson.Default.Problem)?.ServerTime;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
