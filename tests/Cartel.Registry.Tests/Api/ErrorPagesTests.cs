using System.Reflection;
using Cartel.Registry.Broker;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Api;

/// <summary>The pages in <c>docs/errors</c>, which each problem's <c>help</c> names.</summary>
internal sealed class ErrorPagesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "errors");

    private static IEnumerable<RefusalKind> Kinds => typeof(Refusals)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(static code => (RefusalKind)code.GetValue(null)!);

    [Test]
    public void Every_code_has_a_page_and_every_page_a_code() => Assert.That(
        Directory.EnumerateFiles(Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Where(static name => name is not "README"),
        Is.EquivalentTo(Kinds.Select(static kind => kind.Code)));

    [TestCaseSource(nameof(Kinds))]
    public void A_page_tells_what_its_code_is(RefusalKind kind)
    {
        var page = File.ReadAllText(Path.Combine(Folder, $"{kind.Code}.md"));

        Assert.That(page, Does.StartWith($"# {kind.Code}\n").And.Contain($"HTTP {kind.Status} · {kind.Title}."));
        foreach (var heading in (string[])["Meaning.", "When it happens.", "What to do.", $"Retryable:** {(kind.Retryable ? "yes" : "no")}"])
            Assert.That(page, Does.Contain($"**{heading}"));
    }

    [TestCaseSource(nameof(Kinds))]
    public void The_list_names_each_code_with_its_status(RefusalKind kind) => Assert.That(
        File.ReadAllText(Path.Combine(Folder, "README.md")), Does.Contain($"| [{kind.Code}]({kind.Code}.md) | {kind.Status} |"));
}
