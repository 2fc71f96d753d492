using System.Collections;

namespace Cartel.Hosting;

/// <summary>Settings in the environment: <c>CARTEL_REGISTRY_TLS_CERTIFICATE</c> is <c>--tls-certificate</c>.</summary>
public static class EnvironmentSettings
{
    /// <summary>Those that are there; an empty one counts as none.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="prefix">What their names begin with.</param>
    public static IReadOnlyList<Setting> Read(IDictionary environment, string prefix) =>
    [
        .. from variable in environment.Cast<DictionaryEntry>()
           let name = (string)variable.Key
           where name.StartsWith(prefix, StringComparison.Ordinal) && variable.Value is string { Length: > 0 }
           orderby name
           select new Setting(name[prefix.Length..].ToLowerInvariant().Replace('_', '-'), (string)variable.Value!, name),
    ];
}
