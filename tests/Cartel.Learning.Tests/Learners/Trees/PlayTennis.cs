namespace Cartel.Learning.Tests;

/// <summary>Quinlan's fourteen Saturday mornings: J. R. Quinlan, “Induction of decision trees”, Machine Learning 1, 1986.</summary>
internal static class PlayTennis
{
    private static readonly string[] Rows =
    [
        "sunny hot high false N", "sunny hot high true N", "overcast hot high false P", "rain mild high false P",
        "rain cool normal false P", "rain cool normal true N", "overcast cool normal true P", "sunny mild high false N",
        "sunny cool normal false P", "rain mild normal false P", "sunny mild normal true P", "overcast mild high true P",
        "overcast hot normal false P", "rain mild high true N",
    ];

    public static FeatureSchema Schema { get; } = new(
        [
            Feature.Nominal("outlook", ["sunny", "overcast", "rain"]), Feature.Nominal("temperature", ["hot", "mild", "cool"]),
            Feature.Nominal("humidity", ["high", "normal"]), Feature.Nominal("windy", ["false", "true"]),
        ],
        ["N", "P"]);

    public static IEnumerable<(float[] Features, int Label)> Samples()
    {
        foreach (var row in Rows)
        {
            var cells = row.Split(' ');
            yield return (
                [.. Schema.Features.Zip(cells).SelectMany(static pair => pair.First.Categories.Select(name => name == pair.Second ? 1f : 0f))],
                Schema.IndexOfClass(cells[^1]));
        }
    }
}
