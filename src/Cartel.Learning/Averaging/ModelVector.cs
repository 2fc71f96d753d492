using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Cartel.Learning;

/// <summary>A model's numbers, in blocks: one a class, then what all classes share. Immutable.</summary>
/// <param name="blocks">Null: the model has no such block, as of a class that it has not met. Owned from now on.</param>
public sealed class ModelVector(IReadOnlyList<double[]?> blocks)
{
    /// <summary>The blocks, in the order that a kind of learner gives them.</summary>
    public IReadOnlyList<double[]?> Blocks { get; } = blocks;

    /// <summary>How many numbers there are.</summary>
    public int Length => Blocks.Sum(static block => block?.Length ?? 0);

    /// <summary>How long <see cref="ToBytes"/> is.</summary>
    public long Bytes => MaskLength + Blocks.Where(Travels).Sum(static block => (long)block!.Length * sizeof(float));

    private int MaskLength => (Blocks.Count + 3) / 4;

    /// <summary>The weighted mean; of each block over the vectors that have it.</summary>
    /// <param name="vectors">At least one, of equal models.</param>
    /// <param name="weights">As many; above 0.</param>
    public static ModelVector Mean(IReadOnlyList<ModelVector> vectors, IReadOnlyList<double> weights)
    {
        var mean = new double[]?[vectors[0].Blocks.Count];
        for (var b = 0; b < mean.Length; b++)
        {
            var total = 0.0;
            for (var i = 0; i < vectors.Count; i++)
            {
                if (vectors[i].Blocks[b] is not { } block) continue;

                // A running mean: that of equal numbers is the number itself, bit by bit.
                total += weights[i];
                if (mean[b] is null) mean[b] = (double[])block.Clone();
                else Approach(mean[b]!, block, weights[i] / total);
            }
        }

        return new ModelVector(mean);
    }

    /// <summary>This vector and a share of a difference; a block that only one of them has is taken as it is.</summary>
    public ModelVector Plus(ModelVector difference, double share = 1)
    {
        var sum = new double[]?[Blocks.Count];
        for (var b = 0; b < sum.Length; b++)
        {
            var (own, step) = (Blocks[b], difference.Blocks[b]);
            if (own is not null && step is not null) TensorPrimitives.MultiplyAdd(step, share, own, sum[b] = new double[own.Length]);
            else sum[b] = own ?? step;
        }

        return new ModelVector(sum);
    }

    /// <summary>What leads from another vector to this one; a block that the other lacks is whole.</summary>
    public ModelVector Minus(ModelVector other)
    {
        var difference = new double[]?[Blocks.Count];
        for (var b = 0; b < difference.Length; b++)
        {
            var (own, from) = (Blocks[b], other.Blocks[b]);
            if (own is not null && from is not null) TensorPrimitives.Subtract<double>(own, from, difference[b] = new double[own.Length]);
            else difference[b] = own;
        }

        return new ModelVector(difference);
    }

    /// <summary>The numbers as a message: two bits for each block, that it is missing (0), all zeros (1) or follows (2), then the numbers as floats.</summary>
    public byte[] ToBytes()
    {
        var (mask, numbers) = (new byte[MaskLength], new List<float>());
        for (var b = 0; b < Blocks.Count; b++)
        {
            if (Blocks[b] is null) continue;

            mask[b / 4] |= (byte)((Travels(Blocks[b]) ? 2 : 1) << (2 * (b % 4)));
            if (!Travels(Blocks[b])) continue;

            foreach (var number in Blocks[b]!) numbers.Add((float)number);
        }

        return [.. mask, .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers))];
    }

    private static bool Travels(double[]? block) => block is not null && block.AsSpan().ContainsAnyExcept(0.0);

    private static void Approach(double[] mean, double[] block, double share)
    {
        for (var i = 0; i < mean.Length; i++) mean[i] += share * (block[i] - mean[i]);
    }
}
