namespace Cartel.Cli;

/// <summary>How one learner is to be run over one stream.</summary>
internal sealed record LearnSettings
{
    /// <summary>The learner's name, with settings if wanted.</summary>
    public required string Learner { get; init; }

    /// <summary>The detector's name, with settings if wanted; null: none.</summary>
    public string? Detector { get; init; }

    /// <summary>Seeds what the learner draws at random.</summary>
    public required int Seed { get; init; }

    /// <summary>How many samples late labels arrive.</summary>
    public required int Delay { get; init; }

    /// <summary>How many of the latest samples the windowed figures are over.</summary>
    public required int Window { get; init; }

    /// <summary>The weight of a sample beside that of the next one in the faded figures; null: there are none.</summary>
    public double? Fading { get; init; }
}
