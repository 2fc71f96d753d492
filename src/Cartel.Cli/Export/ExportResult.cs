namespace Cartel.Cli;

/// <summary>What <c>./cartel export</c> wrote.</summary>
/// <param name="File">Where.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash, in small hexadecimal digits.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Learner">The learner's kind.</param>
/// <param name="Samples">How many samples the model has learned: its version.</param>
/// <param name="Lineage">The borrowed parts in it.</param>
public sealed record ExportResult(string File, long Bytes, string Sha256, string Task, string Learner, long Samples, IReadOnlyList<string> Lineage);
