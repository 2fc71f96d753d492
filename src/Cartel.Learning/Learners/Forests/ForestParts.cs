namespace Cartel.Learning;

/// <summary>Trees as they travel between ensembles.</summary>
/// <remarks>
/// <para>Of n trees the ⌊n / 3⌋ best travel, at least one, each as a part <c>tree:i</c>: those whose mean out-of-bag recall of
/// the classes asked for is greatest. The part's classes are those asked for that the donor knows. The heaviest
/// leaves travel with what they know by naive Bayes, up to 256 KiB a tree; of the others only the classes' weights.</para>
/// <para>Merged trees take the place of those with the least recall of the parts' classes (of equals, the least accurate), of
/// half of the trees at most, at least of one; further parts are dropped, the last first. They start with a neutral record
/// and fresh detectors. <see cref="MergeStyle.Rehearse"/> is the same as <see cref="MergeStyle.Replace"/>: trees that do not
/// know a class do not vote against it in any case. With <see cref="MergeStyle.Average"/> only as many give way as the part's
/// samples are of both sides'. Evidence becomes the greater of the two sides'. Ensembles of any size exchange trees.</para>
/// <para>Payload, little-endian: version (1 byte, 1), then for each class of the part, in its order, the donor's evidence
/// (8 bytes), then the tree: its split nodes and leaves (<see cref="TreeForm"/>).</para>
/// </remarks>
internal static class ForestParts
{
    private const byte Version = 1;

    /// <summary>One tree in so many travels.</summary>
    private const int Share = 3;

    /// <summary>The trees that know some classes best.</summary>
    public static IReadOnlyList<ModelPart> Cut(TreeEnsemble ensemble, IReadOnlyList<int> classes)
    {
        int[] known = [.. classes.Where(label => ensemble.Evidence(label) > 0).Distinct()];
        if (known.Length == 0) return [];

        var evidence = known.Sum(label => Math.Min(ensemble.Evidence(label), ModelPart.MostEvidence / known.Length));
        return
        [
            .. Enumerable.Range(0, ensemble.Members.Length)
                .OrderByDescending(i => ensemble.Members[i].Record.ProvenRecall(known))
                .Take(Math.Max(1, ensemble.Members.Length / Share))
                .Select(i => new ModelPart(
                    ensemble.Kind, ensemble.Schema.Hash, $"tree:{i}", known, evidence, Payload(ensemble, known, ensemble.Members[i].Tree))),
        ];
    }

    /// <summary>Puts trees in the place of those that know their classes worst.</summary>
    /// <exception cref="ModelFormatException">A part does not fit; the ensemble is unchanged.</exception>
    public static void Merge(TreeEnsemble ensemble, IReadOnlyList<ModelPart> parts, MergeStyle style, int seed)
    {
        // All are read before any is merged: a bad one leaves the model as it was.
        var read = parts.Select((part, i) => Read(part, ensemble, new SeededRandom((long)seed + i))).ToList();
        if (read.Count == 0) return;

        int[] classes = [.. parts.SelectMany(static part => part.Classes).Distinct()];
        var most = Math.Max(1, ensemble.Members.Length / 2);
        if (style is MergeStyle.Average) most = Math.Min(most, ShareOf(ensemble, parts, classes));
        var victims = ensemble.Members
            .OrderBy(member => member.Record.RecallOf(classes))
            .ThenBy(static member => member.Record.Accuracy)
            .Take(Math.Min(most, read.Count)).ToList();
        for (var i = 0; i < victims.Count; i++) victims[i].Replace(read[i].Tree);
        foreach (var (part, received) in parts.Zip(read).Take(victims.Count))
        {
            for (var k = 0; k < part.Classes.Count; k++) ensemble.Borrow(part.Classes[k], received.Evidence[k]);
        }
    }

    // As many trees as the donor's samples are of both's.
    private static int ShareOf(TreeEnsemble ensemble, IReadOnlyList<ModelPart> parts, int[] classes)
    {
        var theirs = parts.Max(static part => (double)part.Evidence);
        var ours = classes.Sum(label => (double)ensemble.Evidence(label));
        return theirs + ours > 0 ? Math.Max(1, (int)(ensemble.Members.Length * theirs / (theirs + ours))) : 1;
    }

    private static byte[] Payload(TreeEnsemble ensemble, int[] classes, HoeffdingTree tree)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        foreach (var label in classes) writer.Write(Math.Min(ensemble.Evidence(label), ModelPart.MostEvidence));
        tree.WriteForTransfer(writer);
        return stream.ToArray();
    }

    private static (HoeffdingTree Tree, long[] Evidence) Read(ModelPart part, TreeEnsemble ensemble, SeededRandom random)
    {
        part.RequireFits(ensemble);
        if (part.Classes.Count == 0 || part.Classes.Distinct().Count() != part.Classes.Count || part.Classes.Any(label => label >= ensemble.Schema.Classes.Count))
            throw new ModelFormatException("a tree's classes are some of the task's, each once");

        var reader = new SpanReader(part.Payload);
        reader.Version(Version);
        var evidence = new long[part.Classes.Count];
        for (var k = 0; k < evidence.Length; k++)
        {
            evidence[k] = reader.Int64();
            if (evidence[k] is < 1 or > ModelPart.MostEvidence)
                throw new ModelFormatException($"the part's evidence is {evidence[k]}; 1 to {ModelPart.MostEvidence} samples are possible");
        }

        var tree = HoeffdingTree.ReadTransferred(ensemble.Shape, ensemble.TreeSettings, random, ref reader);
        reader.End();
        return (tree, evidence);
    }
}
