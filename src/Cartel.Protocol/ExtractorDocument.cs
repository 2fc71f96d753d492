using System.Globalization;
using Cartel.Learning;

namespace Cartel.Protocol;

/// <summary>A feature extractor as a task names it: a fixed model that makes an embedding of some columns.</summary>
/// <param name="Name">Its name: 1 to 63 of a–z, 0–9 and hyphen. Agents look for NAME.onnx beside the manifest.</param>
/// <param name="Sha256">The hash of that file: 64 lower-case hexadecimal digits. A file with another one is refused.</param>
/// <param name="Length">How many numbers the embedding has: 1 to 4,096.</param>
/// <param name="Columns">The columns that it looks at, in its order; none of them nominal. Null: all of the task's.</param>
public sealed record ExtractorDocument(string Name, string Sha256, int Length, IReadOnlyList<string>? Columns = null)
{
    /// <summary>The longest embedding.</summary>
    public const int Longest = 4_096;

    /// <summary>Which columns of a schema it looks at, by their index, in its order.</summary>
    /// <exception cref="ArgumentException">It breaks a rule; the message says which.</exception>
    public IReadOnlyList<int> InputsAmong(FeatureSchema columns)
    {
        if (!Names.IsValid(Name)) throw new ArgumentException($"an extractor's name must be {Names.Rule}");
        if (Sha256 is not { Length: 64 } || Sha256.Any(static digit => !char.IsAsciiHexDigitLower(digit))) throw new ArgumentException("an extractor's “sha256” must be 64 lower-case hexadecimal digits");
        if (Length is < 1 or > Longest) throw new ArgumentException($"an extractor's “length” is {Length}; 1 to {Longest} are possible");

        var places = columns.Features.Select(static (feature, i) => (feature.Name, i)).ToDictionary(static place => place.Name, static place => place.i, StringComparer.Ordinal);
        var named = Columns ?? [.. columns.Features.Select(static feature => feature.Name)];
        int[] inputs = [.. named.Select(name => name is not null && places.TryGetValue(name, out var place) ? place : throw new ArgumentException($"an extractor looks at “{name}”, which is no column of the task"))];
        if (inputs.Length == 0) throw new ArgumentException("an extractor looks at no column");
        if (inputs.Distinct().Count() < inputs.Length) throw new ArgumentException("an extractor looks at a column twice");
        if (inputs.FirstOrDefault(place => columns.Features[place].Kind is FeatureKind.Nominal, -1) is >= 0 and var nominal)
            throw new ArgumentException($"an extractor looks at “{columns.Features[nominal].Name}”, which is nominal; it takes numbers");

        return inputs;
    }

    /// <summary>What a learner sees that stands behind it: the columns that it does not look at, then the numbers of its embedding.</summary>
    /// <exception cref="ArgumentException">It breaks a rule; the message says which.</exception>
    public FeatureSchema Behind(FeatureSchema columns)
    {
        var inputs = InputsAmong(columns).ToHashSet();
        var embedding = Enumerable.Range(0, Length).Select(i => Feature.Numeric(string.Create(CultureInfo.InvariantCulture, $"{Name}:{Sha256}:{i}")));
        return new FeatureSchema([.. columns.Features.Where((_, i) => !inputs.Contains(i)), .. embedding], columns.Classes);
    }
}
