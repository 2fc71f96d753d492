using System.Xml.Linq;

namespace Cartel.Architecture.Tests;

/// <summary>Arrows between projects point only the way that docs/architecture.md draws them.</summary>
public sealed class DependencyTests
{
    private static readonly string[] Libraries = ["Cartel.Learning", "Cartel.Collaboration", "Cartel.Protocol", "Cartel.Streams"];

    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Cartel.Learning"] = [],
        ["Cartel.Sqlite"] = ["Cartel.Hosting"],
        ["Cartel.Hosting"] = [],
        ["Cartel.Collaboration"] = ["Cartel.Learning"],
        ["Cartel.Protocol"] = ["Cartel.Learning"],
        ["Cartel.Streams"] = ["Cartel.Learning"],
        ["Cartel.Onnx"] = ["Cartel.Learning"],
        ["Cartel.Onnx.Runtime"] = ["Cartel.Learning", "Cartel.Hosting", "Cartel.Onnx"],
        ["Microsoft.ML.OnnxRuntime"] = [],
        // A plug-in, as is Cartel.Onnx.Runtime: an agent refers to them only where it is published with them.
        ["Cartel.MLNet"] = ["Cartel.Learning"],
        ["Cartel.Agent"] = [.. Libraries, "Cartel.Hosting", "Cartel.Sqlite", "Cartel.Onnx.Runtime", "Cartel.MLNet"],
        ["Cartel.Registry"] = ["Cartel.Learning", "Cartel.Collaboration", "Cartel.Protocol", "Cartel.Hosting", "Cartel.Sqlite"],
        ["Cartel.Simulation"] = [.. Libraries, "Cartel.Agent", "Cartel.Registry"],
        ["Cartel.Cli"] = [.. Libraries, "Cartel.Hosting", "Cartel.Onnx", "Cartel.Simulation", "Cartel.Agent", "Cartel.Registry"],
    };

    private static IEnumerable<string> Projects => Tree.ProductFiles("*.csproj");

    [TestCaseSource(nameof(Projects))]
    public void A_project_refers_to_nothing_but_what_the_table_allows(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);

        Assert.That(MayUse, Contains.Key(name), "a new project needs a row in this table");
        Assert.That(References(project), Is.SubsetOf(MayUse[name]));
    }

    [Test]
    public void The_table_names_no_project_that_is_gone() =>
        Assert.That(MayUse.Keys, Is.EquivalentTo(Projects.Select(Path.GetFileNameWithoutExtension)));

    [Test]
    public void No_product_depends_on_a_package_for_tests() =>
        Assert.That(Projects.SelectMany(static project => Items(project, "PackageReference")), Has.None.StartsWith("NUnit").And.None.StartsWith("Microsoft.Playwright"));

    private static IEnumerable<string> References(string project) =>
        Items(project, "ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Parse(Tree.Read(project)).Descendants(kind).Select(static item => item.Attribute("Include")!.Value);
}
