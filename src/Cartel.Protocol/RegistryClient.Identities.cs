namespace Cartel.Protocol;

/// <content>Who is who.</content>
public sealed partial class RegistryClient
{
    /// <summary>Binds a key to an agent's name; repeating it gives the same identity.</summary>
    /// <exception cref="RegistryException"><c>enrollment-refused</c>: the token is not good (any more), or not for this name;
    /// <c>identity-exists</c>: the name has another key.</exception>
    public Task<EnrollmentReceipt> EnrollAsync(EnrollmentRequest request, CancellationToken cancellation = default) => AskAsync(
        Post($"{_root}/enrollments", CompressedJson.Of(request, CartelJson.Default.EnrollmentRequest)), CartelJson.Default.EnrollmentReceipt, cancellation);

    /// <summary>Adds a key to an agent's identity; its former ones stay valid for a while.</summary>
    public Task<IdentityView> RotateKeyAsync(string agent, KeyRotation rotation, CancellationToken cancellation = default) => AskAsync(
        Post($"{IdentityPath(agent)}/keys", CompressedJson.Of(rotation, CartelJson.Default.KeyRotation)), CartelJson.Default.IdentityView, cancellation);

    /// <summary>An agent's identity.</summary>
    public Task<IdentityView> IdentityAsync(string agent, CancellationToken cancellation = default) =>
        AskAsync(Get(IdentityPath(agent)), CartelJson.Default.IdentityView, cancellation);

    /// <summary>All identities of the namespace, in name order.</summary>
    public Task<IReadOnlyList<IdentityView>> IdentitiesAsync(CancellationToken cancellation = default) =>
        AllAsync($"{_root}/identities?limit={PageSize}", CartelJson.Default.PageIdentityView, cancellation);

    /// <summary>Revokes all keys of an agent: what it signs is refused from now on.</summary>
    public Task RevokeIdentityAsync(string agent, CancellationToken cancellation = default) =>
        TellAsync(new HttpRequestMessage(HttpMethod.Delete, IdentityPath(agent)), cancellation);

    /// <summary>Revokes one key of an agent.</summary>
    public Task RevokeKeyAsync(string agent, string keyId, CancellationToken cancellation = default) =>
        TellAsync(new HttpRequestMessage(HttpMethod.Delete, $"{IdentityPath(agent)}/keys/{Escape(keyId)}"), cancellation);

    /// <summary>Makes an enrolment token.</summary>
    public Task<EnrollmentTokenView> CreateEnrollmentTokenAsync(EnrollmentTokenOrder order, CancellationToken cancellation = default) => AskAsync(
        Post($"{_root}/enrollment-tokens", CompressedJson.Of(order, CartelJson.Default.EnrollmentTokenOrder)), CartelJson.Default.EnrollmentTokenView, cancellation);

    /// <summary>Makes an API token.</summary>
    public Task<ApiTokenView> CreateApiTokenAsync(ApiTokenOrder order, CancellationToken cancellation = default) => AskAsync(
        Post("/api/v1/api-tokens", CompressedJson.Of(order, CartelJson.Default.ApiTokenOrder)), CartelJson.Default.ApiTokenView, cancellation);

    private static HttpRequestMessage Post(string path, HttpContent content) => new(HttpMethod.Post, path) { Content = content };

    private string IdentityPath(string agent) => $"{_root}/identities/{Escape(agent)}";
}
