using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary>What a token may allow, and the making of one.</summary>
internal static class TokenRules
{
    private const int LeastSeconds = 60;
    private const int MostEnrollmentSeconds = 30 * 86_400;
    private const int MostApiSeconds = 5 * 366 * 86_400;
    private const int UsualEnrollmentSeconds = 3_600;
    private const int UsualApiSeconds = 90 * 86_400;
    private const int MostUses = 100_000;
    private const int LongestDescription = 128;

    public static Refusal? Check(EnrollmentTokenOrder order) => order switch
    {
        { ExpiresSeconds: < LeastSeconds or > MostEnrollmentSeconds } => Flaw($"expiresSeconds is {order.ExpiresSeconds}; {LeastSeconds} to {MostEnrollmentSeconds} is allowed."),
        { Uses: < 1 or > MostUses } => Flaw($"uses is {order.Uses}; 1 to {MostUses} is allowed."),
        { Agent: { } pattern } when !IsPattern(pattern) => Flaw($"agent is due to be a name, or the beginning of names and *: {Names.Rule}."),
        _ => null,
    };

    public static Refusal? Check(ApiTokenOrder order) => order switch
    {
        { ExpiresSeconds: < LeastSeconds or > MostApiSeconds } => Flaw($"expiresSeconds is {order.ExpiresSeconds}; {LeastSeconds} to {MostApiSeconds} is allowed."),
        { Namespace: { } ns } when !Names.IsValid(ns) => Flaw($"namespace is due to be a name: {Names.Rule}."),
        { Description: { } text } when text.Length > LongestDescription || text.Any(char.IsControl) => Flaw($"description is due to be at most {LongestDescription} characters, none of them a control character."),
        _ => null,
    };

    public static EnrollmentToken Make(EnrollmentTokenOrder order, string hash, string by, DateTimeOffset now) => new(
        Secrets.IdOf(hash), order.Agent, order.Uses ?? 1, now, now.AddSeconds(order.ExpiresSeconds ?? UsualEnrollmentSeconds), by);

    public static ApiToken Make(ApiTokenOrder order, string hash, string by, DateTimeOffset now) => new(
        Secrets.IdOf(hash), order.Role, order.Namespace, order.Description, now, now.AddSeconds(order.ExpiresSeconds ?? UsualApiSeconds), by);

    public static EnrollmentTokenView View(StoredEnrollmentToken stored, string? secret = null) => new(
        stored.Token.Id, stored.Token.Agent, stored.Token.Uses, stored.Used, stored.Token.CreatedAt, stored.Token.ExpiresAt, stored.Token.CreatedBy, secret);

    public static ApiTokenView View(StoredApiToken stored, string? secret = null) => new(
        stored.Token.Id, stored.Token.Role, stored.Token.Namespace, stored.Token.Description, stored.Token.CreatedAt, stored.Token.ExpiresAt,
        stored.Token.CreatedBy, stored.LastUsedAt, secret);

    /// <summary>Whether an agent's name is one that a token is for.</summary>
    public static bool IsFor(EnrollmentToken token, string agent) => token.Agent switch
    {
        null => true,
        [.. var start, '*'] => agent.StartsWith(start, StringComparison.Ordinal),
        var name => agent == name,
    };

    private static bool IsPattern(string text) => text is "*" || Names.IsValid(text.EndsWith('*') ? text[..^1] : text);

    private static Refusal Flaw(string detail) => Refusals.InvalidTokenOrder.Because(detail);
}
