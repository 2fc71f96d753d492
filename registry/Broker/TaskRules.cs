using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>What a task manifest and a registration must look like.</summary>
internal static class TaskRules
{
    public const int LongestText = 256;
    private const int MostLabels = 32;

    public static Refusal? Check(TaskManifest manifest, string name)
    {
        if (manifest.Name != name)
            return Refusals.InvalidManifest.Because($"The manifest names the task “{manifest.Name}”, the path “{name}”.");
        if (manifest.Schema is not { Features: not null, Classes: not null } || manifest.Schema.Features.Any(static feature => feature is null))
            return Refusals.InvalidManifest.Because("The manifest needs a schema with features and classes.");
        if (manifest.Learner is not { Length: > 0 and <= LongestText })
            return Refusals.InvalidManifest.Because($"The learner is due: 1 to {LongestText} characters.");

        try
        {
            manifest.ToModelSchema();
            return null;
        }
        catch (ArgumentException flaw)
        {
            return Refusals.InvalidManifest.Because($"The schema breaks a rule: {flaw.Message}");
        }
    }

    public static Refusal? Check(AgentRegistration registration)
    {
        if (!PartRules.IsHash(registration.SchemaHash))
            return Refusals.InvalidRegistration.Because("schemaHash is due: 64 lower-case hexadecimal digits.");
        if (registration.Version is not { Length: > 0 and <= LongestText })
            return Refusals.InvalidRegistration.Because($"version is due: 1 to {LongestText} characters.");
        if (registration.Peer is { } peer && PeerRules.Check(peer) is { } unreachable) return unreachable;

        return Check("label", registration.Labels) ?? Check("setting", registration.Settings);
    }

    private static Refusal? Check(string what, IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is { Count: > MostLabels }) return Refusals.InvalidRegistration.Because($"There are {texts.Count} {what}s; {MostLabels} are allowed.");

        return texts?.FirstOrDefault(static text => text.Key.Length > LongestText || text.Value is not { Length: <= LongestText }) is { Key: { } key }
            ? Refusals.InvalidRegistration.Because($"The {what} “{key[..Math.Min(key.Length, 40)]}” or its value is longer than {LongestText} characters.")
            : null;
    }

    public static Refusal? Check(AgentStatus status)
    {
        if (status.SampleCount < 0) return Refusals.NegativeCount.Because($"sampleCount is {status.SampleCount}.");

        return new[] { status.Accuracy, status.HeldOutAccuracy, status.TwinAccuracy, status.TwinHeldOutAccuracy }.All(Rates.IsRateOrNull)
            ? null
            : Refusals.RateOutOfRange.Because("An accuracy is not in [0, 1].");
    }
}
