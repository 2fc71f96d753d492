namespace Cartel.Learning;

/// <content>How it decides, in plain numbers.</content>
public sealed partial class NetworkLearner : IExplicitLearner
{
    /// <inheritdoc/>
    public DecisionFormula Formula()
    {
        var outer = _state.Outer;
        int[] known = [.. Enumerable.Range(0, outer.Length).Where(label => outer[label] is not null)];
        if (known.Length == 0) return new ConstantFormula(Sample.Unlabelled, new float[outer.Length]);

        var (length, hidden) = (Schema.EncodedLength, _state.Hidden);
        return new NetworkFormula(
            _scaling.Formula(length),
            known,
            hidden,
            [.. Enumerable.Range(0, length).SelectMany(input => _state.Inner.Row(input)[..hidden].ToArray())],
            _state.Inner.Row(length)[..hidden].ToArray(),
            [.. known.SelectMany(label => outer[label]!.Row(0)[..hidden].ToArray())],
            [.. known.Select(label => outer[label]!.Row(0)[hidden])]);
    }
}
