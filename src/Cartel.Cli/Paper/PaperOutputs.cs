using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>The files that an evaluation is written to; null: not wanted.</summary>
internal sealed record PaperOutputs(string? Json, string? Html, string? Markdown)
{
    /// <summary>Writes those that are wanted.</summary>
    public void Write(EvaluationResult result, IReadOnlyList<JobResult> jobs, PaperSettings settings)
    {
        if (Json is not null) JsonFile.Write(Json, result, CliJson.Default.EvaluationResult);
        if (Html is not null) WholeFile.Write(Html, PaperPage.Of(result, jobs, settings.Strategies));
        if (Markdown is not null) PaperMarkdown.Write(Markdown, result);
    }
}
