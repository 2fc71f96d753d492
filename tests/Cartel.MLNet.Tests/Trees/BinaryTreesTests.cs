using Cartel.Learning;

namespace Cartel.MLNet.Tests;

public sealed class BinaryTreesTests
{
    [TestCase(1f, 0f, -1.0)]
    [TestCase(2f, 0f, -1.0, Description = "the threshold itself goes left")]
    [TestCase(3f, 0f, 0.5)]
    [TestCase(3f, 9f, 2.0)]
    public void A_sample_falls_into_one_leaf_of_each_tree(float first, float second, double leaf) =>
        // Beside the tree there is a lone leaf of 0.25; slope −1 and offset 0 make the sum a log-odds.
        Assert.That(Trees().Probability([first, second]), Is.EqualTo(1 / (1 + Math.Exp(-(leaf + 0.25)))).Within(1e-12));

    [Test]
    public void Trees_come_back_as_they_were_written()
    {
        var bytes = Written(Trees());

        Assert.That(Written(Read(bytes)), Is.EqualTo(bytes));
    }

    [Test]
    public void Every_cut_and_every_child_that_leads_back_is_refused()
    {
        var bytes = Written(Trees());
        for (var length = 0; length < bytes.Length; length++) Assert.That(() => Read(bytes[..length]), Throws.TypeOf<ModelFormatException>(), $"{length} bytes");

        // Slope, offset, three counts and two roots come first; a node is feature, left, right, threshold.
        var firstLeft = 8 + 8 + (3 * 4) + (2 * 4) + 4;
        Assert.That(() => Read(With(bytes, firstLeft, 0)), Throws.TypeOf<ModelFormatException>().With.Message.Contains("child 0"));
        Assert.That(() => Read(With(bytes, firstLeft, 2)), Throws.TypeOf<ModelFormatException>().With.Message.Contains("child 2"));
        Assert.That(() => Read(With(bytes, firstLeft, ~4)), Throws.TypeOf<ModelFormatException>());
        Assert.That(() => Read(With(bytes, firstLeft - 4, 2)), Throws.TypeOf<ModelFormatException>().With.Message.Contains("feature 2"));
    }

    [Test]
    public void A_tree_that_is_deeper_than_any_honest_one_is_refused()
    {
        var builder = new BinaryTrees.Builder();
        builder.Add(static place => place < 0 ? new(-1, 0, 0, 0) : new(0, place, -1, place < 300 ? place + 1 : -1), root: 0);

        Assert.That(() => Read(Written(builder.Build(-1, 0))), Throws.TypeOf<ModelFormatException>().With.Message.Contains("deeper"));
    }

    private static BinaryTrees Trees()
    {
        var builder = new BinaryTrees.Builder();
        BinaryTrees.Split[] places = [new(0, 2, 1, 2), new(-1, -1, 0, 0), new(1, 5, 3, 4), new(-1, 0.5f, 0, 0), new(-1, 2, 0, 0)];
        builder.Add(place => places[place], root: 0);
        builder.Add(static _ => new(-1, 0.25f, 0, 0), root: 0);
        return builder.Build(slope: -1, offset: 0);
    }

    private static byte[] With(byte[] bytes, int at, int value)
    {
        var changed = (byte[])bytes.Clone();
        BitConverter.TryWriteBytes(changed.AsSpan(at), value);
        return changed;
    }

    private static byte[] Written(BinaryTrees trees)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        trees.Write(writer);
        return stream.ToArray();
    }

    private static BinaryTrees Read(byte[] bytes)
    {
        var reader = new SpanReader(bytes);
        var trees = BinaryTrees.Read(ref reader, features: 2);
        reader.End();
        return trees;
    }
}
