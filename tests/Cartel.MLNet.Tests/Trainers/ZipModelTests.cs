using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Testing;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cartel.MLNet.Tests;

public sealed class ZipModelTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Classes_are_known_by_their_names_whatever_their_order()
    {
        var model = ZipModel.Open(Saved(["c", "a", "b"]), Blobs.Schema);

        Assert.That(Enumerable.Range(0, 5).Where(model.Knows), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(RightOf(model, Blobs.Take(4, 200, 3)), Is.GreaterThan(190));
    }

    [Test]
    public void Columns_may_be_the_tasks_features_by_name()
    {
        var model = ZipModel.Open(SavedByColumns(), Blobs.Schema);

        Assert.That(RightOf(model, Blobs.Take(4, 200, 3)), Is.GreaterThan(190));
    }

    [Test]
    public void A_class_that_is_not_the_tasks_is_named() =>
        Assert.That(() => ZipModel.Open(Saved(["a", "b", "zebra"]), Blobs.Schema), Throws.ArgumentException.With.Message.Contains("zebra").And.Message.Contains("never"));

    [Test]
    public void A_column_that_the_task_lacks_is_named()
    {
        var other = new FeatureSchema([Feature.Numeric("bytes"), Feature.Numeric("share")], ["a", "b", "c"]);

        Assert.That(() => ZipModel.Open(SavedByColumns(), other), Throws.ArgumentException.With.Message.Contains("protocol").Or.Message.Contains("pixel"));
    }

    [Test]
    public void A_file_that_is_no_model_or_is_not_there_is_refused()
    {
        var file = _folder.File("model.zip");
        File.WriteAllText(file, "no model");

        Assert.That(() => ZipModel.Open(file, Blobs.Schema), Throws.ArgumentException.With.Message.Contains("model.zip"));
        Assert.That(() => ZipModel.Open(_folder.File("none.zip"), Blobs.Schema), Throws.ArgumentException.With.Message.Contains("none.zip"));
        Assert.That(() => OnlineLearner.Create(Frozen(""), Blobs.Schema), Throws.ArgumentException);
    }

    [Test]
    public void A_frozen_learner_predicts_at_once_and_borrows_the_class_that_its_model_lacks()
    {
        var kind = Frozen(Saved(["a", "b", "c"]));
        var (learner, donor) = (OnlineLearner.Create(kind, Blobs.Schema), Blobs.Trained(kind));
        Assert.That(learner.Predict(Blobs.Take(1, 1, 1).First().Features).Label, Is.Zero);

        foreach (var (features, label) in Blobs.Take(6, 200, 3)) learner.Learn(features, label);
        learner.Merge(donor.Partition([3]), MergeStyle.Rehearse, 1);

        Assert.That(Blobs.Take(9, 300).Count(sample => learner.Predict(sample.Features).Label == sample.Label), Is.GreaterThan(285));
    }

    [Test]
    public void A_frozen_learner_is_watched_asks_for_the_class_that_its_model_lacks_and_keeps_what_helps()
    {
        var kind = Frozen(Saved(["a", "b", "c"]));
        var (target, donor) = (new CollaborativeLearner(OnlineLearner.Create(kind, Blobs.Schema), new CollaborationOptions()), Blobs.Trained(kind));
        HelpTrigger? trigger = null;
        var steps = new List<TransferStepKind>();
        foreach (var (features, label) in Blobs.Take(6, 300, 3).Concat(Blobs.Take(7, 1_500)))
        {
            var seen = target.Observe(features, label);
            if (seen.Step is { } step) steps.Add(step.Kind);
            if (seen.Trigger is null || trigger is not null) continue;

            trigger = seen.Trigger;
            target.Receive([new DonorParts("valve-7", donor.Partition(trigger.Needs))]);
        }

        Assert.That((trigger?.Novel, trigger?.Needs), Is.EqualTo((true, new[] { 3 })));
        Assert.That(steps, Is.EqualTo(new[] { TransferStepKind.Merged, TransferStepKind.Adopted }));
        Assert.That(Blobs.Take(9, 300).Count(sample => target.Predict(sample.Features).Label == sample.Label), Is.GreaterThan(285));
    }

    [Test]
    public void A_snapshot_comes_back_beside_the_same_file_only()
    {
        var file = Saved(["a", "b", "c"]);
        var learner = Blobs.Trained(Frozen(file));
        var saved = learner.Save();

        Assert.That(OnlineLearner.Restore(Blobs.Schema, saved).Save(), Is.EqualTo(saved));

        File.Copy(Saved(["c", "b", "a"]), file, overwrite: true);
        Assert.That(() => OnlineLearner.Restore(Blobs.Schema, saved), Throws.TypeOf<ModelFormatException>().With.Message.Contains("--state"));
    }

    private static string Frozen(string file)
    {
        LearnerPlugins.Add(new MLNetPlugin());
        return $"mlnet:frozen?model={file}";
    }

    private static int RightOf(ZipModel model, IEnumerable<(float[] Features, int Label)> samples)
    {
        var probabilities = new float[5];
        return samples.Count(sample =>
        {
            model.Score(sample.Features, probabilities);
            Assert.That(probabilities.Sum(), Is.EqualTo(1).Within(1e-5));
            return Array.IndexOf(probabilities, probabilities.Max()) == sample.Label;
        });
    }

    // Names in the order in which the model meets them, which is the order of its scores.
    private string Saved(string[] names)
    {
        var context = new MLContext(1);
        var schema = SchemaDefinition.Create(typeof(Whole));
        schema[nameof(Whole.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 5);
        string[] classes = ["a", "b", "c"];
        var rows = Blobs.Take(2, 300, 3).OrderBy(sample => Array.IndexOf(names, classes[sample.Label]))
            .Select(sample => new Whole { Features = sample.Features, Label = names.Contains(classes[sample.Label]) ? classes[sample.Label] : names[^1] });
        var data = context.Data.LoadFromEnumerable(rows, schema);
        var pipeline = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.Transforms.NormalizeMeanVariance("Features"))
            .Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new Microsoft.ML.Trainers.SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 }));
        return Save(context, pipeline.Fit(data), data);
    }

    private string SavedByColumns()
    {
        var context = new MLContext(1);
        string[] classes = ["a", "b", "c"];
        var data = context.Data.LoadFromEnumerable(Blobs.Take(2, 300, 3).Select(sample => new Named
        {
            pixel = sample.Features[0],
            bytes = sample.Features[1],
            share = sample.Features[2],
            protocol = sample.Features[3] > 0 ? "tcp" : "udp",
            Label = classes[sample.Label],
        }));
        var pipeline = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.Transforms.Categorical.OneHotEncoding("protocol"))
            .Append(context.Transforms.Concatenate("All", "pixel", "bytes", "share", "protocol"))
            .Append(context.Transforms.NormalizeMeanVariance("All"))
            .Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new Microsoft.ML.Trainers.SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1, FeatureColumnName = "All" }));
        return Save(context, pipeline.Fit(data), data);
    }

    private string Save(MLContext context, ITransformer model, IDataView data)
    {
        var file = _folder.File($"{Guid.NewGuid():N}.zip");
        context.Model.Save(model, data.Schema, file);
        return file;
    }

    private sealed class Whole
    {
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }

#pragma warning disable IDE1006 // Columns are named as the task names them.
    private sealed class Named
    {
        public float pixel { get; set; }

        public float bytes { get; set; }

        public float share { get; set; }

        public string protocol { get; set; } = "";

        public string Label { get; set; } = "";
    }
#pragma warning restore IDE1006
}
