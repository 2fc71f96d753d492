namespace Cartel.Collaboration;

/// <summary>Anticipation: parts of classes that emerge in the neighbourhood, merged before the class is met here.</summary>
/// <remarks>
/// Merged at once if the known classes are recognised as well as before, under a probation like any other; else at the
/// class's first labelled sample, without any network. See <see cref="Shelf"/> for the bounds.
/// </remarks>
public sealed partial class CollaborativeLearner
{
    // Before there is a sample to choose by, the mean of a few donors is the safest choice.
    private const int Opinions = 3;

    /// <summary>Which parts to fetch ahead, of those classes that are not known here; nothing where the budget is spent.</summary>
    /// <param name="emerging">The classes that emerge in the neighbourhood.</param>
    /// <param name="offers">What each donor has, best donor first.</param>
    /// <param name="classesOf">The classes that a part knows.</param>
    /// <param name="evidenceOf">The samples that a part was learned from.</param>
    /// <param name="bytesOf">A part's size.</param>
    public IReadOnlyList<DonorOffering<T>> PlanAhead<T>(
        IReadOnlyList<int> emerging, IReadOnlyList<DonorOffering<T>> offers, Func<T, IReadOnlyList<int>> classesOf, Func<T, long> evidenceOf, Func<T, long> bytesOf)
    {
        if (_economy >= Economy.NothingAhead) return [];

        // While a class spreads its donors learn it: what comes from twice as many samples is worth having again.
        int[] needs = [.. emerging.Where(label => !HasMet(label) && Offered(label) >= 2 * Math.Max(_model.Evidence(label), _shelf.EvidenceFor(label)))];
        return needs.Length == 0 ? [] : FetchPlan.Of(offers, needs, Others(needs), Math.Min(_options.ByteBudget, _shelf.Left(Samples)), classesOf, bytesOf, Opinions);

        long Offered(int label) => offers.SelectMany(static offer => offer.Parts).Where(part => classesOf(part).Contains(label)).Select(evidenceOf).DefaultIfEmpty().Max();
    }

    /// <summary>Takes parts of classes that are not known here yet, fetched as <see cref="PlanAhead"/> said.</summary>
    /// <returns>The donors whose parts do not fit the model, and why. What is beyond the budget is dropped.</returns>
    public IReadOnlyList<DonorRefusal> Anticipate(IReadOnlyList<DonorParts> donors)
    {
        var (fitting, refused) = PartCheck.Sort(donors, _model);
        int[] needs = [.. fitting.SelectMany(static donor => donor.Parts).SelectMany(static part => part.Classes).Distinct().Where(label => !HasMet(label))];
        if (needs.Length > 0 && _economy < Economy.NothingAhead) _shelf.TryAdd(new ShelvedLot(fitting, needs), Samples);
        return refused;
    }

    private TransferStep? MergeAhead()
    {
        YieldToNewer();
        if (_trigger is not null || _needs.Urgent || Samples <= _options.WarmUp || _allowance.At(Samples) == 0 || _shelf.TakeUntried() is not { } lot) return null;

        int[] unknown = [.. lot.Needs.Where(label => !HasMet(label))];
        if (unknown.Length == 0) return null;

        var trigger = new HelpTrigger(true, unknown, Samples, Samples);
        var admission = Admission.Ahead(_hindsight, lot.Donors, trigger, ClassMix.Recent(_monitor));
        if (admission.Finalists.Count == 0) return null;

        (_trigger, _onTrial, _ahead) = (trigger, HashesOf(lot.Donors), true);
        return Admit(admission, []);
    }

    // A merge that still waits for its class gives way to parts that know it better.
    private void YieldToNewer()
    {
        if (!_ahead || _probation is null || !_shelf.HasUntried || _trigger!.Needs.Any(HasMet)) return;

        EndTrial();
        (_trigger, _ahead) = (null, false);
    }

    private bool HasMet(int label) => Metrics.Overall.Support(label) > 0;

    // What lies ready is tried at once; the network is asked only if it does not help.
    private TransferStep? TakeFromShelf(HelpTrigger trigger)
    {
        if (!trigger.Novel || trigger.Needs.Count != 1 || _allowance.At(Samples) == 0 || _shelf.Take(trigger.Needs[0]) is not { } lot) return null;

        var admission = Admission.Of(_hindsight, lot.Donors, trigger, ClassMix.Now(_monitor, trigger, Samples));
        if (admission.Finalists.Count == 0) return null;

        (_onTrial, _ahead) = (HashesOf(lot.Donors), true);
        return Admit(admission, []);
    }
}
