using System.Globalization;
using System.Text.RegularExpressions;

namespace Cartel.Cli;

/// <summary>What a published version is called: as both .NET and Debian take it.</summary>
internal static partial class PublishedVersion
{
    /// <summary>What a name must be, for people.</summary>
    public const string Rule = "three numbers with dots, then, if wanted, + and letters, digits and dots, such as 1.2.0 or 1.2.0+rebuild.2";

    /// <summary>Whether it is one.</summary>
    public static bool IsValid(string text) => Form().IsMatch(text);

    /// <summary>That of a commit: later commits have greater ones, for Debian too.</summary>
    /// <param name="time">When it was made.</param>
    /// <param name="commit">Its hash; empty where that is not known.</param>
    public static string Of(DateTimeOffset time, string commit)
    {
        var number = typeof(PublishedVersion).Assembly.GetName().Version!.ToString(3);
        return commit.Length == 0 ? number : string.Create(CultureInfo.InvariantCulture, $"{number}+{time.UtcDateTime:yyyyMMddHHmmss}.{commit}");
    }

    [GeneratedRegex(@"^\d{1,4}\.\d{1,4}\.\d{1,4}(\+[0-9A-Za-z.]{1,64})?$")]
    private static partial Regex Form();
}
