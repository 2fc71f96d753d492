using Cartel.Testing;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>axe-core, which finds what keeps people from using a page.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Script = new(static () => File.ReadAllText(
        Path.Combine(Repository.Root, "registry", "dashboard", "node_modules", "axe-core", "axe.min.js")));

    /// <summary>The faults of a page that are serious or worse, each with the first element that has it.</summary>
    public static async Task<string[]> SeriousFaultsAsync(OpenPage open)
    {
        await open.Page.EvaluateAsync(Script.Value);
        return await open.Page.EvaluateAsync<string[]>("""
            async () => (await axe.run()).violations.filter(fault => fault.impact === "serious" || fault.impact === "critical")
              .map(fault => `${fault.id}: ${fault.nodes[0].html.slice(0, 200)}`)
            """);
    }
}
