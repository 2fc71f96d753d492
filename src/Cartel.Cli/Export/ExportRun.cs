using System.Security.Cryptography;
using Cartel.Agent;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Onnx;

namespace Cartel.Cli;

/// <summary>From a checkpoint to an ONNX file.</summary>
internal static class ExportRun
{
    /// <summary>Writes the model that an agent predicts with; of several on probation the best.</summary>
    /// <param name="checkpoint">The agent's checkpoint, or a copy of it.</param>
    /// <param name="task">The manifest's file; null: the one beside the checkpoint.</param>
    /// <param name="output">The file to write, whole or not at all.</param>
    /// <exception cref="SavedAgentException">The checkpoint cannot be used.</exception>
    /// <exception cref="TaskFileException">The manifest cannot be used.</exception>
    /// <exception cref="OnnxException">There is no ONNX form of the model, or its feature extractor cannot be used.</exception>
    public static ExportResult Write(string checkpoint, string? task, string output)
    {
        var saved = SavedAgent.Read(checkpoint);
        var folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint))!;
        var (taskFile, status) = (task ?? Kept(folder), StatusFile.Read(folder));
        var manifest = TaskFile.Read(taskFile);
        var schema = manifest.ToModelSchema();
        if (saved.Snapshot.SchemaHash != schema.Hash) throw new SavedAgentException(checkpoint, $"it was made with {(manifest.Extractor is null ? "" : "another feature extractor, or ")}other columns or classes than those of the task “{manifest.Name}”: name its manifest with --task");

        var (model, encoder) = Restored(saved.Snapshot, schema, manifest.Schema.ToSchema(), checkpoint);
        var card = new ModelCard(manifest.Name, status?.Agent, LineageOf(saved.Transfers));
        var extractor = ExtractorFiles.Read(manifest, taskFile, task is null ? status?.Configuration?.TaskFile : null);
        var bytes = OnnxExport.Write(model, encoder, card, extractor);
        File.WriteAllBytes(output + ".new", bytes);
        File.Move(output + ".new", output, overwrite: true);
        return new ExportResult(output, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), manifest.Name, model.Kind, model.SamplesLearned, card.Lineage);
    }

    private static string Kept(string folder)
    {
        var file = Path.Combine(folder, TaskFile.FileName);
        return File.Exists(file) ? file : throw new SavedAgentException(folder, $"there is no {TaskFile.FileName} beside the checkpoint: name the task's manifest with --task");
    }

    private static (IOnlineLearner Model, OneHotEncoder Encoder) Restored(AgentSnapshot snapshot, FeatureSchema schema, FeatureSchema columns, string checkpoint)
    {
        try
        {
            return (CollaborativeLearner.Restore(schema, new CollaborationOptions(), snapshot.Learner).Model, OneHotEncoder.Restore(columns, snapshot.Encoder));
        }
        catch (ModelFormatException flaw)
        {
            throw new SavedAgentException(checkpoint, $"its model cannot be read: {flaw.Message}", flaw);
        }
    }

    private static string[] LineageOf(IReadOnlyList<TransferRecord> transfers)
    {
        var lineage = new Lineage(transfers);
        var open = transfers.LastOrDefault(static record => record.Outcome is null);
        return
        [
            .. from part in transfers.SelectMany(static record => record.Parts).Distinct().Order(StringComparer.Ordinal)
            from source in lineage.Of(part, open) ?? []
            select $"{part} of {source.Donor}, sha256 {source.Sha256}",
        ];
    }
}
