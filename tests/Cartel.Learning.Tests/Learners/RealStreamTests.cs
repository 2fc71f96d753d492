using System.Globalization;
using System.IO.Compression;
using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Prequential accuracy over whole real streams: the least that published linear learners reach on the same bytes.</summary>
public sealed class RealStreamTests
{
    // MOA 76107cfd, River 451a8153 (2024-01) or scikit-learn 1.2.1, prequential, one sample at a time; MOA's linear rows on
    // covtype from min-max scaled features. The higher one of the peers' same learner, less 0.3 points; none is known for the rest.
    [TestCase("linear-logistic", "elec", 0.8135, "River LR 0.8165, MOA SGD 0.6650")]
    [TestCase("linear-logistic", "weather", 0.7649, "River LR 0.7679")]
    [TestCase("linear-logistic", "covtype20k", 0.65, "MOA Perceptron 0.6506, SGD 0.6116")]
    [TestCase("linear-logistic", "sea100k", 0.87, "MOA on the same generator: Perceptron 0.8726, SGD 0.8353")]
    [TestCase("linear-hinge", "elec", 0.8363, "MOA SPegasos 0.8393, SGD 0.7913")]
    [TestCase("linear-hinge", "weather", 0.7649, "River SVM 0.6791, LR 0.7679")]
    [TestCase("linear-hinge", "covtype20k", 0.6485, "River one-versus-rest SVM 0.6515, MOA SGD 0.6198")]
    [TestCase("linear-hinge", "sea100k", 0.87, "MOA on the same generator: Perceptron 0.8726, SGD 0.8544")]
    [TestCase("softmax", "elec", 0.81, "River softmax 0.6670")]
    [TestCase("softmax", "weather", 0.77, "River softmax 0.6789")]
    [TestCase("softmax", "covtype20k", 0.65, "River softmax 0.6247")]
    [TestCase("softmax", "sea100k", 0.87, "MOA SGD 0.8544")]
    [TestCase("naive-bayes", "elec", 0.7333, "MOA 0.7363, River 0.7319")]
    [TestCase("naive-bayes", "weather", 0.6892, "MOA 0.6922, River 0.6922")]
    [TestCase("naive-bayes", "covtype20k", 0.5787, "MOA 0.5817, River 0.4863")]
    [TestCase("naive-bayes", "sea100k", 0.8347, "River 0.8377")]
    [TestCase("network", "elec", 0.8, "scikit-learn MLP 0.7437")]
    [TestCase("network", "covtype20k", 0.69, "scikit-learn MLP 0.6637")]
    public void Is_no_worse_than_its_like_elsewhere(string kind, string stream, double least, string peers)
    {
        var accuracy = Accuracy(kind, stream);

        TestContext.Out.WriteLine($"{kind} on {stream}: {accuracy:0.0000}; {peers}");
        Assert.That(accuracy, Is.GreaterThanOrEqualTo(least));
    }

    // Published baselines of the same files; the first prediction, of nothing, counts as wrong here.
    [TestCase("majority-class", "elec", 0.5754)]
    [TestCase("majority-class", "weather", 0.6862)]
    [TestCase("majority-class", "covtype20k", 0.4864)]
    [TestCase("majority-class", "sea100k", 0.6138)]
    [TestCase("previous-label", "elec", 0.8533)]
    [TestCase("previous-label", "weather", 0.6803)]
    [TestCase("previous-label", "covtype20k", 0.3769)]
    [TestCase("previous-label", "sea100k", 0.5351)]
    public void A_baseline_is_as_published(string kind, string stream, double expected) =>
        Assert.That(Accuracy(kind, stream), Is.EqualTo(expected).Within(2e-4));

    internal static double Accuracy(string kind, string stream)
    {
        var (schema, rows) = Read(Repository.DataFile($"streams/{stream}.csv.gz"));
        var learner = OnlineLearner.Create(kind, schema);
        var right = 0;
        foreach (var (features, label) in rows)
        {
            if (learner.Predict(features).Label == label) right++;
            learner.Learn(features, label);
        }

        return (double)right / rows.Count;
    }

    // Columns x… are numeric, the class is last; none of these four has nominal ones.
    internal static (FeatureSchema Schema, List<(float[] Features, int Label)> Rows) Read(string path)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var columns = lines.ReadLine()!.Split(',')[..^1];
        var (rows, classes) = (new List<(float[] Features, string Class)>(), new SortedSet<string>(StringComparer.Ordinal));
        while (lines.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            rows.Add(([.. cells[..^1].Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))], cells[^1]));
            classes.Add(cells[^1]);
        }

        var schema = new FeatureSchema([.. columns.Select(Feature.Numeric)], [.. classes]);
        return (schema, [.. rows.Select(row => (row.Features, schema.IndexOfClass(row.Class)))]);
    }
}
