using System.Text.RegularExpressions;

namespace Cartel.Architecture.Tests;

/// <summary>Where code stands, and how much of it in one place.</summary>
public sealed partial class LayoutTests
{
    private const int MostLines = 300;

    private static IEnumerable<string> ProductCode => Tree.ProductFiles("*.cs").Concat(Tree.ProductFiles("*.ts"));

    private static IEnumerable<string> Projects => Tree.Files("*.csproj");

    [Test]
    public void No_file_is_longer_than_it_can_be_read_in_one_go() =>
        Assert.That(ProductCode.Where(static file => Tree.Read(file).Count(static c => c is '\n') > MostLines), Is.Empty);

    [TestCaseSource(nameof(Projects))]
    public void A_namespace_is_the_one_of_its_project_or_below_it(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var strangers = Tree.Files("*.cs", Path.GetDirectoryName(project)!)
            .Select(static file => (file, Namespace: Namespace().Match(Tree.Read(file))))
            .Where(found => found.Namespace.Success && !$"{found.Namespace.Groups[1].Value}.".StartsWith($"{name}.", StringComparison.Ordinal))
            .Select(static found => found.file);

        Assert.That(strangers, Is.Empty);
    }

    [Test]
    public void Only_the_build_knows_which_package_set_the_feed_allows()
    {
        var name = string.Concat("Full", "NuGet");
        string[] patterns = ["*.cs", "*.csproj", "*.props", "*.targets", "*.json", "*.ts"];
        var knowing = patterns.SelectMany(static pattern => Tree.Files(pattern)).Where(file => Tree.Read(file).Contains(name, StringComparison.Ordinal));

        Assert.That(knowing, Is.SubsetOf((string[])["Directory.Build.props", "Directory.Packages.props", "Directory.Build.local.props"]));
    }

    /// <summary>As <c>dotnet format</c> has it: System first, then by name; after those, static ones and aliases.</summary>
    /// <remarks>The build checks all else that it formats but white space, which <c>./cartel test</c> asks it about: that takes a sixth of its time.</remarks>
    [Test]
    public void Usings_stand_in_order() => Assert.That(Tree.Files("*.cs").Where(static file => !AreInOrder(Usings().Matches(Tree.Read(file)))), Is.Empty);

    private static bool AreInOrder(IEnumerable<Match> usings)
    {
        var names = usings.Select(static one => one.Groups[1].Value).ToList();
        return names.SequenceEqual(names
            .OrderBy(static name => name.Contains('=', StringComparison.Ordinal) ? 2 : name.StartsWith("static ", StringComparison.Ordinal) ? 1 : 0)
            .ThenBy(static name => !$"{name}.".StartsWith("System.", StringComparison.Ordinal))
            .ThenBy(static name => name, StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^using ([^;(]+);", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
