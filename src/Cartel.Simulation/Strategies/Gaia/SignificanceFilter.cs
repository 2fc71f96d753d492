using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Tells the changes of a model that matter from those that do not, number by number.</summary>
/// <remarks>A change is significant when it exceeds <c>threshold / √t</c> times the number that it changes; t counts the exchanges of a
/// device, so that the filter tightens as learning settles (K. Hsieh et al., NSDI 2017, section 4.2).</remarks>
internal static class SignificanceFilter
{
    private const int BytesOfNumber = sizeof(float);

    /// <summary>The significant part of a change, all else 0.</summary>
    /// <param name="change">What has gathered.</param>
    /// <param name="model">What it changes.</param>
    /// <param name="threshold">Relative; at least 0.</param>
    /// <param name="isSums">Of which blocks all goes when any of it is significant: a mean of a new sum over an old count is none.</param>
    public static ModelVector Select(ModelVector change, ModelVector model, double threshold, Func<int, bool> isSums)
    {
        var selected = new double[]?[change.Blocks.Count];
        for (var b = 0; b < selected.Length; b++)
        {
            if (change.Blocks[b] is not { } numbers) continue;

            var from = model.Blocks[b];
            bool IsSignificant(int i) => Math.Abs(numbers[i]) > threshold * Math.Abs(from?[i] ?? 0);
            var all = isSums(b) && Enumerable.Range(0, numbers.Length).Any(IsSignificant);
            selected[b] = [.. numbers.Select((number, i) => all || IsSignificant(i) ? number : 0)];
        }

        return new ModelVector(selected);
    }

    /// <summary>The length on the wire of a selection; 0 of an empty one.</summary>
    /// <remarks>Per block, the shortest of: all of its numbers; a bit a number and those that are set; index and number of those that are.
    /// A byte a block says which, and all numbers are floats.</remarks>
    public static long BytesOf(ModelVector selection)
    {
        var bytes = 0L;
        foreach (var block in selection.Blocks)
        {
            var set = block?.Count(static number => number != 0) ?? 0;
            if (set > 0) bytes += Math.Min(block!.Length * BytesOfNumber, Math.Min(((block.Length + 7) / 8) + (set * BytesOfNumber), set * (sizeof(int) + BytesOfNumber)));
        }

        return bytes == 0 ? 0 : bytes + selection.Blocks.Count;
    }
}
