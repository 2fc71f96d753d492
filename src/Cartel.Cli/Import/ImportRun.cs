using Cartel.Agent;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Onnx;
using Cartel.Streams;

namespace Cartel.Cli;

/// <summary>From an ONNX file to an agent's first checkpoint.</summary>
/// <param name="model">The model's file.</param>
/// <param name="task">The manifest's file.</param>
/// <param name="data">The samples, as <c>--data</c> takes it.</param>
/// <param name="folder">The state folder to write to.</param>
/// <param name="strict">Whether the first bad row is an error.</param>
internal sealed class ImportRun(string model, string task, string data, string folder, bool strict)
{
    // Numbers in memory at a time: 256 MiB of them.
    private const long MostNumbers = 64L << 20;

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="TaskFileException">The manifest cannot be used, or its learner cannot take up such a model.</exception>
    /// <exception cref="OnnxException">The model cannot be imported.</exception>
    /// <exception cref="DataSpecException">The data cannot be used.</exception>
    /// <exception cref="SavedAgentException">There is an agent in the folder.</exception>
    public ImportResult Write(CancellationToken stop)
    {
        var file = AgentStates.CheckpointIn(folder);
        if (File.Exists(file)) throw new SavedAgentException(file, "there is an agent already: name another one, or remove its folder");

        var manifest = TaskFile.Read(task);
        if (manifest.Extractor is not null) throw new TaskFileException(task, "it has a feature extractor: a model of what that makes cannot be imported");

        var schema = manifest.Schema.ToSchema();
        if (OnlineLearner.Create(manifest.Learner, schema) is not IAdoptingLearner learner)
            throw new TaskFileException(task, $"its learner “{manifest.Learner}” cannot take up a model: linear ones take linear classifiers, trees and forests take trees");

        var formula = OnnxImport.Read(model, schema);
        var known = Known(formula);
        using var input = OpenInput(schema);
        var (samples, encoder, leftOut, more) = Read(input.Source, new OneHotEncoder(schema), known, stop);
        Adopt(learner, formula, samples);
        var begun = CollaborativeLearner.Adopted(learner, new CollaborationOptions(), samples);
        Save(new AgentSnapshot(0, schema.Hash, encoder.Save(), begun.Save(), []));
        var overall = begun.Metrics.Overall;
        return new ImportResult(
            model, Describe(formula, known.Count), manifest.Name, learner.Kind, samples.Count, leftOut, more, input.BadRows.Count, overall.Accuracy ?? 0,
            known.ToDictionary(k => schema.Classes[k], k => overall.Recall(k) ?? 0), file);
    }

    private static HashSet<int> Known(DecisionFormula formula) => formula switch
    {
        LinearFormula linear => [.. linear.Classes],
        TreesFormula trees => [.. trees.Leaves.SelectMany(static leaf => leaf.Votes.Index().Where(static vote => vote.Item > 0).Select(static vote => vote.Index))],
        _ => throw new OnnxException("it is neither linear nor made of trees"),
    };

    private static string Describe(DecisionFormula formula, int classes) => formula switch
    {
        TreesFormula trees => $"{trees.Trees.Count:N0} tree{(trees.Trees.Count == 1 ? "" : "s")} with {trees.Leaves.Count:N0} leaves, {classes} classes",
        LinearFormula { Link: MarginLink.Softmax } => $"linear, softmax of {classes} classes",
        _ => $"linear, {classes} classes one versus the rest",
    };

    private AgentInput OpenInput(FeatureSchema schema)
    {
        if (LiveSources.IsLive(data) || PostedSamples.IsNamed(data)) throw new DataSpecException(data, "it has no end: name a file that is whole");

        return AgentInput.Open(new AgentSettings { Name = "import", TaskFile = task, Data = data, DataFolder = DataOption.Folder, StateFolder = folder, Strict = strict }, schema);
    }

    // Twice through the data: what stands in for a missing value is known at its end.
    private static (List<EncodedSample> Samples, OneHotEncoder Encoder, long LeftOut, bool More) Read(ISampleSource source, OneHotEncoder encoder, HashSet<int> known, CancellationToken stop)
    {
        var (sample, most, leftOut) = (new Sample(source.Schema.Features.Count), MostNumbers / source.Schema.EncodedLength, 0L);
        for (long read = 0; read < most && source.TryRead(sample); read++) encoder.Observe(sample.Values);
        source.Seek(0);
        var samples = new List<EncodedSample>();
        for (long read = 0; read < most && source.TryRead(sample); read++)
        {
            stop.ThrowIfCancellationRequested();
            if (!known.Contains(sample.Label))
            {
                leftOut++;
                continue;
            }

            var features = new float[source.Schema.EncodedLength];
            encoder.Encode(sample.Values, features);
            samples.Add(new EncodedSample(features, sample.Label));
        }

        return (samples, encoder, leftOut, source.TryRead(sample));
    }

    private void Adopt(IAdoptingLearner learner, DecisionFormula formula, List<EncodedSample> samples)
    {
        try
        {
            learner.Adopt(formula, samples);
        }
        catch (ModelFormatException unfit)
        {
            throw new OnnxException($"{model}: {unfit.Message}", unfit);
        }
        catch (ArgumentException unfit) when (unfit.ParamName is "samples")
        {
            throw new DataSpecException(data, Sentence(unfit));
        }
        catch (ArgumentException unfit)
        {
            throw new TaskFileException(task, $"its learner cannot take up {model}, which {Sentence(unfit)}", unfit);
        }
    }

    private static string Sentence(ArgumentException unfit) => unfit.Message.Replace($" (Parameter '{unfit.ParamName}')", "", StringComparison.Ordinal);

    private void Save(AgentSnapshot snapshot)
    {
        Directory.CreateDirectory(folder);
        using var checkpoint = new Checkpoint(folder);
        checkpoint.Save(snapshot, null, [], []);
        TaskFile.Keep(task, folder);
    }
}
