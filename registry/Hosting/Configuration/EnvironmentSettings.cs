using System.Collections;

namespace Cartel.Registry.Hosting.Configuration;

/// <summary>Settings in the environment: <c>CARTEL_REGISTRY_TLS_CERTIFICATE</c> is <c>--tls-certificate</c>.</summary>
internal static class EnvironmentSettings
{
    /// <summary>What their names begin with.</summary>
    public const string Prefix = "CARTEL_REGISTRY_";

    /// <summary>Those that are there; an empty one counts as none.</summary>
    public static IReadOnlyList<Setting> Read(IDictionary environment) =>
    [
        .. from variable in environment.Cast<DictionaryEntry>()
           let name = (string)variable.Key
           where name.StartsWith(Prefix, StringComparison.Ordinal) && variable.Value is string { Length: > 0 }
           orderby name
           select new Setting(name[Prefix.Length..].ToLowerInvariant().Replace('_', '-'), (string)variable.Value!, name),
    ];
}
