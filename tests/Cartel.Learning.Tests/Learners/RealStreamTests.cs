using System.Globalization;
using System.IO.Compression;
using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>Prequential accuracy over whole real streams: the least that published linear learners reach on the same bytes.</summary>
public sealed class RealStreamTests
{
    // MOA 76107cfd, prequential, one sample at a time: elec Perceptron 0.7921; covtype20k Perceptron 0.6506 (min-max scaled);
    // sea1m, the same generator, Perceptron 0.8726. weather: River 451a8153's logistic regression 0.7679, MOA's OzaBag 0.7488.
    [TestCase("elec", 0.79)]
    [TestCase("weather", 0.75)]
    [TestCase("covtype20k", 0.65)]
    [TestCase("sea100k", 0.87)]
    public void The_logistic_learner_is_no_worse_than_its_like_elsewhere(string stream, double least)
    {
        var (schema, rows) = Read(Repository.DataFile($"streams/{stream}.csv.gz"));
        var learner = OnlineLearner.Create("linear-logistic", schema);
        var right = 0;
        foreach (var (features, label) in rows)
        {
            if (learner.Predict(features).Label == label) right++;
            learner.Learn(features, label);
        }

        TestContext.Out.WriteLine($"{stream}: {(double)right / rows.Count:0.0000}");
        Assert.That((double)right / rows.Count, Is.GreaterThanOrEqualTo(least));
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
