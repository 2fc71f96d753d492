namespace Cartel.Hosting;

/// <summary>Finds what somebody may have meant.</summary>
public static class Spelling
{
    /// <summary>The known word that takes the fewest edits; null where there is none.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) => known.MinBy(one => Distance(word, one));

    /// <summary>V. Levenshtein's: how many letters must be put in, left out or changed.</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[to.Length];
    }
}
