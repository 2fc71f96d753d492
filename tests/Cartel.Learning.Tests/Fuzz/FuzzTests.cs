using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>A million damaged inputs over every reader of bytes that a stranger or a bad disk may have made.</summary>
[Category("Slow")]
[Parallelizable(ParallelScope.None)]
public sealed class FuzzTests
{
    private const int Total = 1_000_000;
    private const int PerModel = 12_000;

    private static readonly int[] AllClasses = [0, 1, 2, 3, 4];
    private static readonly (float[] Features, int Label)[] Some = [.. Blobs.Take(77, 6, 5)];

    private static int PerState => ((Total - (2 * PerModel * OnlineLearner.Kinds.Count)) / (DriftDetectors.Kinds.Count + States.Length)) + 1;

    private static State[] States { get; } =
    [
        new("PrequentialMetrics", 20_000_000, [.. new[] { 0, 5, 90 }.Select(Metrics)], static bytes => Use(PrequentialMetrics.Restore(bytes))),
        new("FadingMetrics", 1_000_000, [.. new[] { 0, 5, 90 }.Select(Faded)], static bytes => Use(FadingMetrics.Restore(bytes))),
        new("OneHotEncoder", 1_000_000, [.. new[] { 0, 1, 50 }.Select(Encoder)], static bytes => Use(OneHotEncoder.Restore(Blobs.Schema, bytes))),
        new("OnlineMinMax", 1_000_000, [.. new[] { 0, 1, 50 }.Select(MinMax)], static bytes => Use(OnlineMinMax.Restore(bytes))),
        new("OnlineStandardizer", 4_000_000, [.. new[] { 0, 1, 50 }.Select(Standardizer)], static bytes => Use(Standardizer(bytes))),
    ];

    [TestCaseSource(typeof(OnlineLearner), nameof(OnlineLearner.Kinds))]
    public void A_damaged_snapshot_is_refused_or_gives_a_model_that_works(string kind)
    {
        byte[][] valid = [.. new[] { 0, 20, 700 }.Select(count => Blobs.Trained(kind, 3, count).Save())];
        var header = 4 + 1 + 1 + Blobs.Trained(kind, 3, 1).Kind.Length + 32;

        FuzzRun.Of(
            PerModel, 4_000_000,
            mutator => mutator.Damaged(Any(valid, mutator), Any(valid, mutator), mutator.Next(10) == 0 ? 0 : header),
            bytes =>
            {
                var learner = OnlineLearner.Restore(Blobs.Schema, bytes);
                return () => ExpectToWork(learner);
            });
    }

    [TestCaseSource(typeof(OnlineLearner), nameof(OnlineLearner.Kinds))]
    public void A_damaged_part_is_refused_and_changes_nothing_or_gives_a_model_that_works(string kind)
    {
        var learner = Blobs.Trained(kind, 5, 300);
        var pristine = learner.Clone();
        var before = learner.Save();
        ModelPart[] valid = [.. Blobs.Trained(kind, 3, 700).Partition(AllClasses), .. Blobs.Trained(kind, 4, 30).Partition(AllClasses)];
        // A kind without parts is still sent some.
        if (valid.Length == 0) valid = [.. Blobs.Trained("linear", 3, 100).Partition(AllClasses)];

        FuzzRun.Of(
            PerModel, 8_000_000,
            mutator => (Bytes: Damaged(valid, mutator), Style: (MergeStyle)mutator.Next(3)),
            input =>
            {
                learner.Merge([ModelPart.FromBytes(input.Bytes)], input.Style, 1);
                return () =>
                {
                    ExpectToWork(learner);
                    learner = pristine.Clone();
                };
            },
            () =>
            {
                if (!learner.Save().AsSpan().SequenceEqual(before)) Assert.Fail("a refused part changed the model");
            });
    }

    [TestCaseSource(typeof(DriftDetectors), nameof(DriftDetectors.Kinds))]
    public void A_damaged_detector_is_refused_and_changes_nothing_or_goes_on(string kind)
    {
        var detector = DriftDetectors.Create(kind);
        byte[][] valid = [.. new[] { 0, 3, 40, 900 }.Select(count => Detector(kind, count).Save())];
        var before = detector.Save();

        FuzzRun.Of(
            PerState, 1_000_000,
            mutator => mutator.Damaged(Any(valid, mutator), Any(valid, mutator), mutator.Next(10) == 0 ? 0 : 4),
            bytes =>
            {
                detector.Restore(bytes);
                return () =>
                {
                    for (var i = 0; i < 20; i++) detector.Observe(i % 3 == 0 ? 1 : 0);
                    // ADWIN takes up totals that no values have, as long as they are finite; merged, they may come to more than it reads.
                    if (kind is not "adwin") DriftDetectors.Create(kind).Restore(detector.Save());
                    detector.Restore(before);
                };
            },
            () =>
            {
                if (!detector.Save().AsSpan().SequenceEqual(before)) Assert.Fail("a refused state changed the detector");
            });
    }

    [TestCaseSource(nameof(States))]
    public void A_damaged_state_is_refused_or_goes_on(State state) => FuzzRun.Of(
        PerState, state.LargestAllocation,
        mutator => mutator.Damaged(Any(state.Valid, mutator), Any(state.Valid, mutator), mutator.Next(10) == 0 ? 0 : 4),
        state.Read);

    private static void ExpectToWork(IOnlineLearner learner)
    {
        Span<float> probabilities = stackalloc float[AllClasses.Length];
        foreach (var (features, label) in Some)
        {
            var prediction = learner.Predict(features);
            learner.Score(features, probabilities);
            var sum = 0f;
            foreach (var probability in probabilities)
            {
                if (!(probability is >= 0 and <= 1.0001f)) Assert.Fail($"a probability of {probability}");
                sum += probability;
            }

            if (prediction.Label is < Sample.Unlabelled or > 4 || !(prediction.Confidence is >= 0 and <= 1.0001f)) Assert.Fail($"predicted {prediction}");
            if (!(Math.Abs(sum - 1) < 1e-3 || (sum == 0 && prediction.Label < 0))) Assert.Fail($"probabilities that sum to {sum}");
            learner.Learn(features, label);
        }
    }

    // Half of the time the envelope is right: the damage then reaches the learner's own reader.
    private static byte[] Damaged(ModelPart[] valid, Mutator mutator)
    {
        var (part, other) = (valid[mutator.Next(valid.Length)], valid[mutator.Next(valid.Length)]);
        return mutator.Next(2) == 0
            ? mutator.Damaged(part.Bytes.ToArray(), other.Bytes.ToArray(), 0)
            : new ModelPart(part.LearnerKind, part.SchemaHash, part.Id, part.Classes, part.Evidence, mutator.Damaged(part.Payload.ToArray(), other.Payload.ToArray(), 0))
                .Bytes.ToArray();
    }

    private static byte[] Any(byte[][] valid, Mutator mutator) => valid[mutator.Next(valid.Length)];

    private static IDriftDetector Detector(string kind, int count)
    {
        var detector = DriftDetectors.Create(kind);
        for (var i = 0; i < count; i++) detector.Observe(i % 5 == 0 || (i > 850 && i % 2 == 0) ? 1 : 0);
        return detector;
    }

    private static byte[] Metrics(int count)
    {
        var metrics = new PrequentialMetrics(5, 20);
        for (var i = 0; i < count; i++) metrics.Observe(i / 2 % 5, i % 6 - 1);
        return metrics.Save();
    }

    private static Action Use(PrequentialMetrics metrics) => () =>
    {
        // The window has turned over once if it is short.
        for (var i = 0; i < 30; i++) metrics.Observe(0, 0);
        if (metrics.Window.Accuracy is not (>= 0 and <= 1) || metrics.Overall.Accuracy is not (>= 0 and <= 1)) Assert.Fail("no accuracy");
        _ = (metrics.Window.KappaTemporal, metrics.Overall.KappaM, metrics.Overall.MacroF1);
    };

    private static byte[] Faded(int count)
    {
        var metrics = new FadingMetrics(5, 0.9);
        for (var i = 0; i < count; i++) metrics.Observe(i / 2 % 5, i % 6 - 1);
        return metrics.Save();
    }

    private static Action Use(FadingMetrics metrics) => () =>
    {
        metrics.Observe(0, 0);
        if (metrics.Accuracy is not (>= 0 and <= 1.0001) || metrics.Kappa is { } kappa && !double.IsFinite(kappa)) Assert.Fail($"an accuracy of {metrics.Accuracy}, a kappa of {metrics.Kappa}");
    };

    private static byte[] Encoder(int count)
    {
        var encoder = new OneHotEncoder(Blobs.Schema);
        for (var i = 0; i < count; i++) encoder.Observe([0.5f, i % 7 == 0 ? float.NaN : i, i * 1e-3f, i % 2]);
        return encoder.Save();
    }

    private static Action Use(OneHotEncoder encoder) => () =>
    {
        Span<float> features = stackalloc float[5];
        encoder.Observe([0.1f, 2, 3, 1]);
        encoder.Encode([float.NaN, float.NaN, float.NaN, float.NaN], features);
        foreach (var feature in features)
        {
            if (!float.IsFinite(feature)) Assert.Fail($"a feature of {feature}");
        }
    };

    private static byte[] MinMax(int count)
    {
        var scaling = new OnlineMinMax(5);
        for (var i = 0; i < count; i++) scaling.Observe([i, -i, 7, i % 3, 1e6f * i]);
        return scaling.Save();
    }

    private static Action Use(OnlineMinMax scaling) => () =>
    {
        var features = new float[scaling.Length];
        scaling.Transform(features, features);
        foreach (var feature in features)
        {
            if (!(feature is >= 0 and <= 1)) Assert.Fail($"a feature of {feature}");
        }
    };

    private static byte[] Standardizer(int count)
    {
        var standardizer = new OnlineStandardizer(5);
        for (var i = 0; i < count; i++) standardizer.Observe([i, -i, 7, i % 3, 1e6f * i]);
        return standardizer.Save();
    }

    private static OnlineStandardizer Standardizer(byte[] bytes)
    {
        var reader = new SpanReader(bytes);
        var standardizer = OnlineStandardizer.Restore(ref reader);
        reader.End();
        return standardizer;
    }

    private static Action Use(OnlineStandardizer standardizer) => () =>
    {
        var features = new float[standardizer.Length];
        standardizer.Observe(features);
        standardizer.Transform(features, features);
        foreach (var feature in features)
        {
            if (!float.IsFinite(feature)) Assert.Fail($"a feature of {feature}");
        }
    };

    /// <summary>A saved state, by who reads it.</summary>
    public sealed record State(string Name, long LargestAllocation, byte[][] Valid, Func<byte[], Action> Read)
    {
        public override string ToString() => Name;
    }
}
