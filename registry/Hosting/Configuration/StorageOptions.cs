using System.CommandLine;
using Cartel.Hosting;

namespace Cartel.Registry.Hosting.Configuration;

/// <summary>The options that say how much is kept, and for how long.</summary>
internal sealed class StorageOptions
{
    private const int Mebi = 20;
    private static readonly RegistryOptions Defaults = new();

    private readonly Option<int> _largestPart = Number("--largest-part", "The longest part that the relay takes, in MiB", "MIB", 16, 1_024, (int)(Defaults.LargestPart >> Mebi));
    private readonly Option<int> _relay = Number("--relay", "How much the relay holds, in MiB, the longest part at least; the least recently used parts give way", "MIB", 16, 1 << 24, (int)(Defaults.RelayBytes >> Mebi));
    private readonly Option<int> _partHours = Number("--part-hours", "How long a part stays in the relay that nobody uploads again", "HOURS", 1, 720, (int)Defaults.PartAge.TotalHours);
    private readonly Option<int> _eventDays = Number("--event-days", "How long events are kept", "DAYS", 1, 365, (int)Defaults.EventAge.TotalDays);
    private readonly Option<int> _eventSize = Number("--event-size", "How much of them is kept for each namespace, in MiB", "MIB", 1, 1 << 14, (int)(Defaults.EventBytes >> Mebi));
    private readonly Option<int> _historyDays = Number("--history-days", "How long agents' reports are kept", "DAYS", 1, 365, (int)Defaults.HistoryAge.TotalDays);
    private readonly Option<int> _historySize = Number("--history-size", "How much of them is kept for each task, in MiB; every agent has the same share", "MIB", 1, 1 << 20, (int)(Defaults.HistoryBytes >> Mebi));

    public IEnumerable<Option> All => [_largestPart, _relay, _partHours, _eventDays, _eventSize, _historyDays, _historySize];

    public RegistryOptions Apply(ParseResult parsed, RegistryOptions options) => options with
    {
        LargestPart = (long)parsed.GetValue(_largestPart) << Mebi,
        RelayBytes = (long)parsed.GetValue(_relay) << Mebi,
        PartAge = TimeSpan.FromHours(parsed.GetValue(_partHours)),
        EventAge = TimeSpan.FromDays(parsed.GetValue(_eventDays)),
        EventBytes = (long)parsed.GetValue(_eventSize) << Mebi,
        HistoryAge = TimeSpan.FromDays(parsed.GetValue(_historyDays)),
        HistoryBytes = (long)parsed.GetValue(_historySize) << Mebi,
    };

    private static Option<int> Number(string name, string description, string unit, int least, int most, int byDefault)
    {
        var option = NumberOption.Create(name, description, byDefault, least, most);
        option.HelpName = unit;
        return option;
    }
}
