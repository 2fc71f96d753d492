using System.Globalization;
using Cartel.Collaboration;

namespace Cartel.Agent;

/// <summary>What an agent tells people of how it runs, when it registers: how it detects and publishes, and what else is not as usual. No path, no address, no secret.</summary>
internal static class ToldSettings
{
    private const int LongestText = 256;

    private static readonly CollaborationOptions UsualCollaboration = new();
    private static readonly Budgets UsualBudgets = new();

    public static IReadOnlyDictionary<string, string> Of(AgentSettings settings)
    {
        var (collaboration, budgets) = (settings.Collaboration, settings.Budgets);
        var told = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["trigger"] = Cut(collaboration.Trigger),
            ["publish"] = Cut(collaboration.Publication),
        };
        // What goes without saying costs no bytes.
        Add("window", collaboration.Window, UsualCollaboration.Window);
        Add("cooldown", collaboration.Cooldown, UsualCollaboration.Cooldown);
        Add("patience", collaboration.Patience, UsualCollaboration.Patience);
        Add("byte-budget", collaboration.ByteBudget, UsualCollaboration.ByteBudget);
        Add("memory-mib", budgets.MemoryMiB, UsualBudgets.MemoryMiB);
        Add("disk-mib", budgets.DiskMiB, UsualBudgets.DiskMiB);
        Add("background-share", budgets.BackgroundPercent, UsualBudgets.BackgroundPercent);
        Add("up-kib-per-day", budgets.UpKiBPerDay, UsualBudgets.UpKiBPerDay);
        Add("down-kib-per-day", budgets.DownKiBPerDay, UsualBudgets.DownKiBPerDay);
        if (settings.Twin) told["twin"] = "yes";
        if (settings.Terse) told["terse"] = "yes";
        return told;

        void Add(string name, long value, long usual)
        {
            if (value != usual) told[name] = value.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
