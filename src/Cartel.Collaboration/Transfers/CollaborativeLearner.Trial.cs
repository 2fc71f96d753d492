namespace Cartel.Collaboration;

/// <summary>Borrowed parts on trial: how they do, when that ends, and how they are taken back.</summary>
public sealed partial class CollaborativeLearner
{
    /// <summary>Whether borrowed parts are on trial in <see cref="Model"/>, beside the former model.</summary>
    public bool IsOnTrial => _probation is not null;

    /// <summary>How those do beside the former model; null while none are on trial.</summary>
    public TrialStanding? Trial => _probation?.Mistakes;

    /// <summary>Throws away what lies ready of withdrawn parts, and takes back what waits to be judged or runs on trial of them, as if it had done harm.</summary>
    /// <param name="hashes">The parts' hashes.</param>
    /// <param name="reason">Why, in words.</param>
    /// <returns>What became of a delivery or a trial; null where there was none of these parts. What was kept already stays.</returns>
    public TransferStep? Withdraw(IReadOnlyList<string> hashes, string reason)
    {
        _shelf.Remove(hashes);
        if (!_onTrial.Any(hashes.Contains)) return null;

        var (trial, ahead) = (Trial, _ahead);
        EndTrial();
        Close();
        return new TransferStep(trial is not null ? TransferStepKind.RolledBack : TransferStepKind.Rejected, reason, null, null, [], [], [], ahead, Trial: trial);
    }

    private TransferStep? EndProbation(ReadOnlySpan<float> features, int label, int predicted)
    {
        if (_probation is not { } probation) return null;

        var verdict = probation.Observe(features, label, predicted);
        if (verdict is ProbationVerdict.Open && _needs.Urgent && probation.Samples >= Probation.Least) verdict = probation.Standing;
        if (verdict is ProbationVerdict.Open) return null;

        var (kept, helped, best, ahead) = (verdict is ProbationVerdict.Kept || (_ahead && probation.Harmless), probation.Helped, probation.Best, _ahead);
        if (kept)
        {
            _model = best.Model;
            _hindsight.Restart(_model);
        }

        if (kept || helped) _needs.Met(_trigger!.Needs);
        EndTrial();
        Close();
        if (!kept && !helped) return new TransferStep(TransferStepKind.RolledBack, "the former model did better", null, null, [], [], [], ahead, Trial: probation.Mistakes);

        var reason = kept ? $"“{best.Name}” did at least as well as the former model" : $"“{best.Name}” helped until the former model had caught up, which runs again";
        return new TransferStep(TransferStepKind.Adopted, reason, null, null, best.Parts, best.Donors, [], ahead, Trial: probation.Mistakes);
    }

    private void EndTrial()
    {
        _allowance.Spend(_probation?.Excess ?? 0);
        (_probation, _onTrial) = (null, []);
    }
}
