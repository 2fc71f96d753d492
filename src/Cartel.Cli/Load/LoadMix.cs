using System.Text.Json;
using Cartel.Learning;

namespace Cartel.Cli;

/// <summary>Which operation comes how often.</summary>
/// <remarks>By name: <c>all</c>, <c>publish</c> or <c>read</c>; or weights such as <c>publish=3,agent=1</c>.</remarks>
internal sealed class LoadMix
{
    private const string Reading = "agent=45,profile=45,neighbours=9,list=1";
    private const int MostWeight = 1_000_000;

    private static readonly Dictionary<string, string> Named = new()
    {
        ["all"] = "publish=30,lease=10,agent=25,profile=20,neighbours=6,list=1,ask=2,fetch=4,receipt=2",
        ["publish"] = "publish=1",
        ["read"] = Reading,
    };

    private static readonly Dictionary<string, LoadOperation> Operations = Enum.GetValues<LoadOperation>()
        .Where(static operation => operation >= LoadOperation.Publish).ToDictionary(NameOf);

    private readonly IReadOnlyList<(LoadOperation Operation, int Upto)> _steps;
    private readonly int _sum;

    private LoadMix(string name, IEnumerable<(LoadOperation Operation, int Weight)> weights)
    {
        Name = name;
        var steps = new List<(LoadOperation Operation, int Upto)>();
        foreach (var (operation, weight) in weights) steps.Add((operation, _sum += weight));
        _steps = steps;
    }

    /// <summary>As it was given.</summary>
    public string Name { get; }

    /// <summary>The operation's name in results, such as <c>first-publish</c>.</summary>
    public static string NameOf(LoadOperation operation) => JsonNamingPolicy.KebabCaseLower.ConvertName(operation.ToString());

    /// <summary>Reads a mix.</summary>
    /// <exception cref="ArgumentException">It is none; the message lists what there is.</exception>
    public static LoadMix Parse(string text)
    {
        var weights = Named.GetValueOrDefault(text, text).Split(',').Select(static one => one.Split('=')).ToList();
        return weights.All(IsWeight) && weights.DistinctBy(static one => one[0]).Count() == weights.Count
            ? new LoadMix(text, weights.Select(static one => (Operations[one[0]], int.Parse(one[1]))))
            : throw new ArgumentException(
                $"“{text}” is not a mix: {string.Join(", ", Named.Keys)}, or weights from 1 to {MostWeight} such as publish=3,agent=1 of {string.Join(", ", Operations.Keys)}",
                nameof(text));
    }

    /// <summary>One operation by chance.</summary>
    public LoadOperation Next(SeededRandom random)
    {
        var point = random.Next(_sum);
        foreach (var (operation, upto) in _steps)
        {
            if (point < upto) return operation;
        }

        throw new InvalidOperationException("the last step ends at the sum");
    }

    private static bool IsWeight(string[] one) =>
        one.Length == 2 && Operations.ContainsKey(one[0]) && int.TryParse(one[1], out var weight) && weight is > 0 and <= MostWeight;
}
