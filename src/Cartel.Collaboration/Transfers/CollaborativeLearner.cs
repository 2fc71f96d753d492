using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>A learner that knows when it needs help, judges what it gets and takes it back if it harms.</summary>
/// <remarks>
/// <para>Pure: no clock, no network. Its owner feeds samples, carries requests to the registry and brings parts back.
/// The same calls in the same order give the same model, on a device as in a simulation.</para>
/// <para>Per labelled sample: predict, then judge, then learn. What arrives is tried on the samples
/// of the last while, as if it had been merged before them (<see cref="Hindsight"/>). Not thread-safe.</para>
/// <para>Daga et al., SoCC 2019, describe the loop (predict, train, judge, ask, merge); the admission test in
/// hindsight, probation and rollback are ours (DESIGN.md, section 5).</para>
/// </remarks>
public sealed partial class CollaborativeLearner
{
    private readonly CollaborationOptions _options;
    private readonly Hindsight _hindsight;
    private readonly DriftMonitor _monitor;
    private readonly NeedQueue _needs;
    private readonly Shelf _shelf;
    private readonly MistakeAllowance _allowance = new();
    private IOnlineLearner _model;
    private Probation? _probation;
    private HelpTrigger? _trigger;
    private Delivery? _delivery;
    private string[] _onTrial = [];
    private bool _ahead;
    private bool _joins;
    private long _quietUntil;

    /// <summary>Wraps an untrained learner.</summary>
    public CollaborativeLearner(IOnlineLearner learner, CollaborationOptions options)
        : this(learner, options, new Hindsight(learner, options.Hindsight), new DriftMonitor(learner.Schema, options))
    {
    }

    private CollaborativeLearner(IOnlineLearner learner, CollaborationOptions options, Hindsight hindsight, DriftMonitor monitor)
    {
        (_model, _options, _hindsight, _monitor) = (learner, options, hindsight, monitor);
        _needs = new NeedQueue(learner.Schema.Classes.Count, options.RetryPause, options.Cooldown);
        _shelf = new Shelf(options.AheadBudget);
    }

    /// <summary>Wraps a learner that has adopted a model (<see cref="IAdoptingLearner"/>): some samples count as its latest, but for that it does not learn them.</summary>
    /// <remarks>What it publishes and what is news to it, its class mix and its recall, is thus known from the start.</remarks>
    public static CollaborativeLearner Adopted(IOnlineLearner learner, CollaborationOptions options, IReadOnlyList<EncodedSample> samples)
    {
        var begun = new CollaborativeLearner(learner, options) { Samples = samples.Count };
        foreach (var (features, label) in samples) begun._monitor.Observe(label, learner.Predict(features).Label);
        begun._monitor.Forget();
        return begun;
    }

    /// <summary>The task's columns and classes.</summary>
    public FeatureSchema Schema => _model.Schema;

    /// <summary>Labelled samples seen.</summary>
    public long Samples { get; private set; }

    /// <summary>The model that runs now; of those on probation the best; change it only through this class.</summary>
    public IOnlineLearner Model => _probation?.Best.Model ?? _model;

    /// <summary>The most bytes of parts that one transfer may fetch.</summary>
    public long ByteBudget => _options.ByteBudget;

    /// <summary>Of how many other classes it fetches parts beside the needed ones; null: of all that it has.</summary>
    public int? Companions => _options.Companions < Schema.Classes.Count ? _options.Companions : null;

    /// <summary>Prequential metrics over all samples and over the window.</summary>
    public PrequentialMetrics Metrics => _monitor.Metrics;

    /// <summary>How near its detectors of drift are to an alarm, the nearest first; for people to look at now and then.</summary>
    public IReadOnlyList<TriggerReading> Detectors => _monitor.Readings;

    /// <summary>Recall per class over the last 60 samples, null where there was none: what a donor has to beat.</summary>
    /// <remarks>The window of <see cref="Metrics"/> still praises the model for what it did before a drift.</remarks>
    public IReadOnlyList<double?> CurrentRecall => [.. Enumerable.Range(0, Schema.Classes.Count).Select(_monitor.RecentRecall)];

    /// <summary>The request for help under way, or null: from its trigger until it is judged, on probation included.</summary>
    public HelpTrigger? OpenTrigger => _trigger;

    /// <summary>Whether parts may be brought now: help was asked for and none has arrived.</summary>
    public bool AwaitsParts => _trigger is not null && _delivery is null && _probation is null;

    /// <summary>Class counts of the recent window; after a shift that labels do not show yet, an estimate from samples without.</summary>
    public IReadOnlyList<long> CurrentCounts => _monitor.CurrentCounts;

    /// <summary>Takes note that others have learned already: while it is young, it asks them once for all that it has met.</summary>
    /// <remarks>Not saved: an agent that begins again is told again.</remarks>
    public void Join() => _joins = true;

    /// <summary>Predicts; changes nothing.</summary>
    /// <exception cref="ArgumentException">See <see cref="IOnlineLearner.Predict"/>.</exception>
    public Prediction Predict(ReadOnlySpan<float> features) =>
        _probation is { } probation ? probation.Predict(features) : _model.Predict(features);

    /// <summary>Estimates the probability of each class as <see cref="Predict"/> does; changes nothing.</summary>
    /// <exception cref="ArgumentException">See <see cref="IOnlineLearner.Score"/>.</exception>
    public void Score(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        if (_probation is { } probation) probation.Score(features, probabilities);
        else _model.Score(features, probabilities);
    }

    /// <summary>Predicts, judges and learns one labelled sample.</summary>
    /// <exception cref="ArgumentException">See <see cref="IOnlineLearner.Learn"/>; nothing has changed.</exception>
    public Observation Observe(ReadOnlySpan<float> features, int label)
    {
        _ = _model.Evidence(label); // refuses a bad label before anything changes
        var prediction = Predict(features);
        Samples++;
        var fallen = _monitor.Observe(label, prediction.Label);
        var step = EndProbation(features, label, prediction.Label);
        Learn(features, label);
        NoteNeeds(label, prediction.Label == label, fallen);
        step ??= Judge() ?? MergeAhead();
        var trigger = FindTrigger(label);
        if (trigger is not null && step is null && TakeFromShelf(trigger) is { } taken) return new Observation(prediction, null, taken);
        return new Observation(prediction, trigger, step);
    }

    /// <summary>Predicts and watches one sample that has no label.</summary>
    /// <exception cref="ArgumentException">See <see cref="IOnlineLearner.Predict"/>; nothing has changed.</exception>
    public UnlabelledObservation ObserveUnlabelled(ReadOnlySpan<float> features)
    {
        var prediction = Predict(features);
        return new UnlabelledObservation(prediction, _monitor.ObserveUnlabelled(features, prediction.Label, _hindsight.Samples));
    }

    /// <summary>Which parts to fetch from whom: see <see cref="FetchPlan"/>; nothing where none is awaited.</summary>
    /// <param name="offers">What each donor has, best donor first.</param>
    /// <param name="classesOf">The classes that a part knows.</param>
    /// <param name="bytesOf">A part's size.</param>
    public IReadOnlyList<DonorOffering<T>> PlanFetch<T>(
        IReadOnlyList<DonorOffering<T>> offers, Func<T, IReadOnlyList<int>> classesOf, Func<T, long> bytesOf) =>
        _trigger is { } trigger ? FetchPlan.Of(offers, trigger.Needs, Others(trigger.Needs), _options.ByteBudget, classesOf, bytesOf) : [];

    /// <summary>Takes parts that were fetched and verified, best donor first; they are judged as soon as the recent samples allow.</summary>
    /// <returns>The donors whose parts do not fit the model, and why. If that is all of them, parts are still awaited.</returns>
    /// <exception cref="InvalidOperationException">No parts are awaited.</exception>
    public IReadOnlyList<DonorRefusal> Receive(IReadOnlyList<DonorParts> donors)
    {
        if (!AwaitsParts) throw new InvalidOperationException("no parts are awaited");

        var (fitting, refused) = PartCheck.Sort(donors, _model);
        if (fitting.Count > 0) (_delivery, _onTrial) = (new Delivery(fitting, refused, Samples), HashesOf(fitting));
        return refused;
    }

    /// <summary>Gives up the request under way: nobody could help, or what came was unusable.</summary>
    public void GiveUp()
    {
        if (_trigger is not null && _probation is null) Close();
    }

    /// <summary>The model's parts for a class each, of all classes that it knows.</summary>
    public IReadOnlyList<ModelPart> PartsOnOffer() =>
        Model.Partition([.. Enumerable.Range(0, Schema.Classes.Count).Where(label => Model.Evidence(label) > 0)]);

    /// <summary>The whole state in a versioned binary form.</summary>
    public byte[] Save() => CollaborativeState.Write(this);

    /// <summary>Takes up a state that <see cref="Save"/> gave.</summary>
    /// <exception cref="ModelFormatException">It is damaged, of another version or of another schema.</exception>
    public static CollaborativeLearner Restore(FeatureSchema schema, CollaborationOptions options, ReadOnlySpan<byte> state) =>
        CollaborativeState.Read(schema, options, state);

    private void Learn(ReadOnlySpan<float> features, int label)
    {
        _hindsight.Observe(_model, features, label, Samples);
        if (_probation is { } probation) probation.Learn(features, label);
        else _model.Learn(features, label);
    }

    private void NoteNeeds(int label, bool right, IReadOnlyList<int> fallen)
    {
        if (Samples <= _options.WarmUp) return;

        if (IsNews(label) && !right) _needs.Add(label, novel: true, Samples, Samples);
        foreach (var k in fallen) _needs.Add(k, novel: false, Math.Max(0, Samples - _monitor.SinceFall(fallen)), Math.Max(Samples, _quietUntil));
        _needs.Observe(label, right);
    }

    // A class that was borrowed ahead has a few samples to show that it is not recognised after all.
    private bool IsNews(int label) => Metrics.Overall.Support(label) is var seen && (seen == 1 || (seen <= 5 && _shelf.Has(label)));

    private HelpTrigger? FindTrigger(int label) => _trigger is null && _economy < Economy.Alone ? _trigger = ColdStart() ?? _needs.Ask(label, Samples) : null;

    // To an agent that has just begun no class is news, and all help is welcome. Where all begin together, nobody can help.
    private HelpTrigger? ColdStart()
    {
        if (!_joins || _options.ColdStart == 0 || Samples < _options.ColdStart || Samples > _options.WarmUp) return null;

        int[] seen = [.. Enumerable.Range(0, Schema.Classes.Count).Where(k => Metrics.Overall.Support(k) >= 2)];
        if (seen.Length < 2) return null;

        _joins = false;
        return new HelpTrigger(false, seen, Samples, 0);
    }

    // Judged at the first evidence, and again each time that it has doubled.
    private TransferStep? Judge() => _delivery is { } delivery && _trigger is { } trigger ? Judge(delivery, trigger) : null;

    private TransferStep? Judge(Delivery delivery, HelpTrigger trigger)
    {
        var evidence = trigger.Needs.Min(label => _hindsight.Samples.CountOf(label, trigger.ChangedSince));
        if (evidence >= Math.Max(delivery.JudgeAt, trigger.Novel ? 1 : 2) && _allowance.At(Samples) > 0)
        {
            var admission = Admission.Of(_hindsight, delivery.Donors, trigger, ClassMix.Now(_monitor, trigger, Samples));
            if (admission.Finalists.Count > 0) return Admit(admission, delivery.Refused);
            delivery.Failed(evidence, admission);
        }

        return Samples - delivery.ReceivedAt > _options.Patience ? Reject(delivery) : null;
    }

    private TransferStep Admit(Admission admission, IReadOnlyList<DonorRefusal> refused)
    {
        var best = admission.Finalists[0];
        var finalists = _economy >= Economy.OneCandidate ? admission.Finalists.Take(1).ToList() : admission.Finalists;
        (_probation, _delivery) = (new Probation(_model, finalists, _allowance.At(Samples)), null);
        _monitor.Forget();
        return new TransferStep(
            TransferStepKind.Merged, $"merged as “{best.Name}”" + DonorRefusal.Text(refused), admission.Before.Error, admission.After.Error, best.Parts, best.Donors, refused, _ahead,
            admission.Trials);
    }

    private TransferStep Reject(Delivery delivery)
    {
        Close();
        var reason = delivery.Judged is null ? "too few samples of the class came to judge the parts, or too many mistakes were made with others" : "no way of merging beat the present model on the recent samples";
        return new TransferStep(TransferStepKind.Rejected, reason + DonorRefusal.Text(delivery.Refused), delivery.Judged?.Before.Error, delivery.Judged?.After.Error, [], [], delivery.Refused,
            Trials: delivery.Trials);
    }

    private void Close()
    {
        if (!_ahead) _quietUntil = Samples + _options.Cooldown;
        (_trigger, _delivery, _onTrial, _ahead) = (null, null, [], false);
        _monitor.Forget();
    }

    private static string[] HashesOf(IReadOnlyList<DonorParts> donors) => [.. donors.SelectMany(static donor => donor.Parts).Select(static part => part.Sha256)];

    // The target's other classes: first those that the model takes the needed ones for, then by their share.
    private List<int> Others(IReadOnlyList<int> needs)
    {
        var confused = new long[Schema.Classes.Count];
        var (before, recent) = (_hindsight.Model(), _hindsight.Samples);
        for (var i = 0; i < recent.Count; i++)
        {
            if (needs.Contains(recent.Label(i)) && before.Predict(recent.Features(i)).Label is >= 0 and var mistaken) confused[mistaken]++;
        }

        return [.. Enumerable.Range(0, confused.Length)
            .Where(k => !needs.Contains(k) && (Metrics.Window.LabelCounts[k] > 0 || confused[k] > 0))
            .OrderByDescending(k => confused[k]).ThenByDescending(k => Metrics.Window.LabelCounts[k])
            .Take(_options.Companions)];
    }
}
