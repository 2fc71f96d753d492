namespace Cartel.Cli;

/// <summary>What <c>./cartel demo --json</c> writes (DESIGN.md, section 9).</summary>
/// <param name="Store">Where the registry kept its metadata: <c>sqlite</c> or <c>redis</c>.</param>
/// <param name="Seconds">From the command to its end.</param>
/// <param name="SecondsToFirstTransfer">From the command to the first merge; null if there was none.</param>
/// <param name="Agents">In name order.</param>
internal sealed record DemoResult(string Store, double Seconds, double? SecondsToFirstTransfer, IReadOnlyList<DemoAgentResult> Agents);

/// <summary>One agent beside its isolated twin. Accuracies in [0, 1]; null where a thing never happened.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Trigger"><c>novelty</c> or <c>drift</c>.</param>
/// <param name="TriggerAtSample">Its sample count then.</param>
/// <param name="ChangeAtSample">When its distribution truly changed.</param>
/// <param name="Donor">Who helped.</param>
/// <param name="JsdBits">The donor's bias-corrected divergence, in bits.</param>
/// <param name="Parts">The ids of the parts merged.</param>
/// <param name="Bytes">Bytes of parts fetched.</param>
/// <param name="Outcome">How the transfer ended.</param>
/// <param name="SamplesToRecover">From the change to within 2 points of the best that either model reaches over the next
/// 2,000 samples, for ten checks of ten samples; on held-out data.</param>
/// <param name="TwinSamplesToRecover">The same for the twin.</param>
/// <param name="Accuracy">Prequential accuracy over all samples.</param>
/// <param name="TwinAccuracy">The twin's.</param>
/// <param name="Samples">Samples processed.</param>
/// <param name="Transfers">How many requests for help it made in all.</param>
internal sealed record DemoAgentResult(
    string Agent,
    string? Trigger,
    long? TriggerAtSample,
    long? ChangeAtSample,
    string? Donor,
    double? JsdBits,
    IReadOnlyList<string> Parts,
    long Bytes,
    string? Outcome,
    long? SamplesToRecover,
    long? TwinSamplesToRecover,
    double? Accuracy,
    double? TwinAccuracy,
    long Samples,
    int Transfers);
