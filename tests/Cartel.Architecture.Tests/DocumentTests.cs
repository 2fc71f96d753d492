using System.Text.RegularExpressions;
using Cartel.Testing;

namespace Cartel.Architecture.Tests;

/// <summary>What the documents promise is there.</summary>
public sealed partial class DocumentTests
{
    private static IEnumerable<TestCaseData> Links =>
        from page in Tree.Files("*.md")
        from Match link in Link().Matches(Tree.Read(page))
        let target = link.Groups[1].Value
        where !target.Contains(':', StringComparison.Ordinal) && !target.StartsWith('#')
        select new TestCaseData(page, target.Split('#')[0]);

    [TestCaseSource(nameof(Links))]
    public void A_relative_link_leads_somewhere(string page, string target) =>
        Assert.That(Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target)), Is.True, $"{page} links to {target}");

    [TestCase("README.md")]
    [TestCase("CONTRIBUTING.md")]
    [TestCase("src/Cartel.Cli/commands.txt")]
    public void Every_command_shown_exists(string page)
    {
        var listed = ListedCommand().Matches(Tree.Read("src/Cartel.Cli/commands.txt")).Select(static line => line.Groups[1].Value);
        var shown = ShownCommand().Matches(Tree.Read(page)).Select(static command => command.Groups[1].Value).Distinct();

        Assert.That(shown, Is.Not.Empty.And.SubsetOf(listed));
    }

    [Test]
    public void The_README_fits_a_newcomers_patience() => Assert.That(Tree.Read("README.md").Count(static c => c is '\n'), Is.LessThan(120));

    [Test]
    public void The_READMEs_code_is_the_code_that_a_test_runs()
    {
        var code = CodeBlock().Match(Tree.Read("README.md")).Groups[1].Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var tested = Tree.Read("tests/Cartel.Architecture.Tests/ReadmeExampleTests.cs").Split('\n', StringSplitOptions.TrimEntries);

        Assert.That(code, Is.Not.Empty.And.SubsetOf(tested));
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^  ([a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex ListedCommand();

    [GeneratedRegex(@"\./cartel ([a-z]+)")]
    private static partial Regex ShownCommand();

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
