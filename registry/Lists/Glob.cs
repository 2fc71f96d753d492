namespace Cartel.Registry.Lists;

/// <summary>Patterns: <c>*</c> stands for any characters or none, <c>?</c> for any one; upper and lower case differ.</summary>
internal static class Glob
{
    /// <summary>Whether a text has the form of a pattern; at most length of the text times length of the pattern steps.</summary>
    public static bool IsMatch(string text, string pattern)
    {
        var (at, next, star, mark) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '*')
            {
                (star, mark) = (next++, at);
            }
            else if (next < pattern.Length && (pattern[next] == '?' || pattern[next] == text[at]))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more.
                (next, at) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        while (next < pattern.Length && pattern[next] == '*') next++;
        return next == pattern.Length;
    }
}
