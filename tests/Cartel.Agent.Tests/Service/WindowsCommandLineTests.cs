namespace Cartel.Agent.Tests.Service;

public sealed class WindowsCommandLineTests
{
    // From the documentation of CommandLineToArgvW: 2n backslashes and a quotation mark are n backslashes and the end of the argument,
    // 2n+1 are n backslashes and a quotation mark; other backslashes are themselves.
    [TestCase(@"C:\cartel\agent.exe", @"C:\cartel\agent.exe")]
    [TestCase(@"C:\Program Files\a.exe", "\"C:\\Program Files\\a.exe\"")]
    [TestCase(@"C:\my data\", "\"C:\\my data\\\\\"", Description = "or the quotation mark would be the argument's")]
    [TestCase("", "\"\"")]
    [TestCase("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [TestCase("a\\\"b c", "\"a\\\\\\\"b c\"")]
    public void An_argument_is_written_so_that_it_is_read_as_it_was(string argument, string expected)
    {
        var line = WindowsCommandLine.Of([argument]);

        Assert.That(line, Is.EqualTo(expected));
        Assert.That(TakenApart($"first {line} last"), Is.EqualTo(["first", argument, "last"]));
    }

    /// <summary>CommandLineToArgvW by its documentation.</summary>
    private static List<string> TakenApart(string line)
    {
        var (found, current, isQuoted, hasOne) = (new List<string>(), "", false, false);
        for (var i = 0; i < line.Length; i++)
        {
            var backslashes = 0;
            while (i < line.Length && line[i] == '\\') (backslashes, i) = (backslashes + 1, i + 1);
            if (i < line.Length && line[i] == '"')
            {
                current += new string('\\', backslashes / 2);
                if (backslashes % 2 == 1) current += '"';
                else isQuoted = !isQuoted;
                hasOne = true;
                continue;
            }

            if (backslashes > 0) (current, hasOne) = (current + new string('\\', backslashes), true);
            if (i == line.Length) break;
            if (char.IsWhiteSpace(line[i]) && !isQuoted)
            {
                if (hasOne) found.Add(current);
                (current, hasOne) = ("", false);
            }
            else
            {
                (current, hasOne) = (current + line[i], true);
            }
        }

        if (hasOne) found.Add(current);
        return found;
    }
}
