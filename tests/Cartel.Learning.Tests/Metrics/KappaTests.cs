namespace Cartel.Learning.Tests;

public sealed class KappaTests
{
    private static readonly int[] Labels = [0, 1, 2, 2, 0, 1, 1, 2, 0, 0, 1, 2];
    private static readonly int[] Predictions = [0, 2, 2, 2, 0, 1, 0, 2, 1, 0, 1, -1];

    // Kappas by hand, as (accuracy − baseline) / (1 − baseline): the share of the most frequent label, and of the labels like
    // the one before. F1 by scikit-learn 1.2.1: f1_score(y, p, average='macro', labels=[0, 1, …]).
    private static IEnumerable<TestCaseData> KnownAnswers() =>
    [
        new(Labels, Predictions, (2 / 3.0 - 4 / 12.0) / (8 / 12.0), (2 / 3.0 - 3 / 12.0) / (9 / 12.0), 0.6904761904761906),
        new(new[] { 3, 1, 3, 3, 2, 0, 1, 3, 3, 2 }, new[] { 3, 3, 3, 1, 2, 0, 1, 3, 2, 2 }, (0.7 - 0.5) / 0.5, (0.7 - 0.2) / 0.8, 0.7416666666666666),
        new(new[] { 0, 0, 0, 1 }, new[] { 1, 1, 1, 0 }, -3.0, -1.0, 0.0),
        new(new[] { 0, 0, 0, 1 }, new[] { 0, 0, 0, 0 }, 0.0, 0.5, 0.42857142857142855),
        new(new[] { 0, 0, 0, 0 }, new[] { 0, 0, 0, 0 }, null, 1.0, 1.0),
        new(new[] { 0, 0, 1 }, new[] { -1, -1, -1 }, -2.0, -0.5, 0.0),
        new(Array.Empty<int>(), Array.Empty<int>(), null, null, null),
    ];

    [TestCaseSource(nameof(KnownAnswers))]
    public void Kappas_and_macro_F1_are_those_of_their_definitions(int[] labels, int[] predictions, double? kappaM, double? kappaTemporal, double? macroF1)
    {
        var metrics = new PrequentialMetrics(4, window: 100);
        var unfading = new FadingMetrics(4, fading: 1);
        for (var i = 0; i < labels.Length; i++)
        {
            metrics.Observe(labels[i], predictions[i]);
            unfading.Observe(labels[i], predictions[i]);
        }

        Assert.Multiple(() =>
        {
            Expect(kappaM, metrics.Overall.KappaM, metrics.Window.KappaM, unfading.KappaM);
            Expect(kappaTemporal, metrics.Overall.KappaTemporal, metrics.Window.KappaTemporal, unfading.KappaTemporal);
            Expect(macroF1, metrics.Overall.MacroF1, metrics.Window.MacroF1, unfading.MacroF1);
        });
    }

    [Test]
    public void A_learner_that_repeats_the_previous_label_has_a_temporal_kappa_of_0()
    {
        var metrics = new PrequentialMetrics(3, window: 10);
        var previous = -1;
        foreach (var label in Labels)
        {
            metrics.Observe(label, previous);
            previous = label;
        }

        Assert.That(metrics.Overall.KappaTemporal, Is.Zero);
        Assert.That(metrics.Window.KappaTemporal, Is.Zero);
        Assert.That(metrics.Overall.NoChangeAccuracy, Is.EqualTo(3 / 12.0));
    }

    [Test]
    public void A_classs_F1_is_the_harmonic_mean_of_its_recall_and_precision()
    {
        var metrics = new PrequentialMetrics(4, window: 10);
        for (var i = 0; i < Labels.Length; i++) metrics.Observe(Labels[i], Predictions[i]);

        for (var k = 0; k < 3; k++)
        {
            var (recall, precision) = (metrics.Overall.Recall(k), metrics.Overall.Precision(k));
            Assert.That(metrics.Overall.F1(k), Is.EqualTo(2 * recall * precision / (recall + precision)).Within(1e-12));
        }

        Assert.That(metrics.Overall.F1(3), Is.Null);
    }

    private static void Expect(double? expected, params double?[] actual)
    {
        foreach (var value in actual) Assert.That(value, expected is { } number ? Is.EqualTo(number).Within(1e-12) : Is.Null);
    }
}
