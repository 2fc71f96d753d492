using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>A learner that knows when it needs help, judges what it gets and takes it back if it harms.</summary>
/// <remarks>
/// <para>Pure: no clock, no network. Its owner feeds samples, carries requests to the registry and brings parts back.
/// The same calls in the same order give the same model, on a device as in a simulation.</para>
/// <para>Per labelled sample: predict, then judge, then learn. A quarter of the samples is withheld for the admission
/// test and learned late (<see cref="HoldOut"/>). Not thread-safe.</para>
/// <para>Daga et al., SoCC 2019, describe the loop (predict, train, judge, ask, merge); the admission test on withheld
/// samples, probation and rollback are ours (DESIGN.md, section 5).</para>
/// </remarks>
public sealed class CollaborativeLearner
{
    private readonly CollaborationOptions _options;
    private readonly HoldOut _heldOut;
    private readonly DriftMonitor _monitor;
    private readonly float[] _released;
    private IOnlineLearner _model;
    private Probation? _probation;
    private HelpTrigger? _trigger;
    private IReadOnlyList<ModelPart>? _parts;
    private long _receivedAt;
    private long _quietUntil;

    /// <summary>Wraps an untrained learner.</summary>
    public CollaborativeLearner(IOnlineLearner learner, CollaborationOptions options)
        : this(learner, options, new HoldOut(learner.Schema, options.HoldOut), new DriftMonitor(learner.Schema, options))
    {
    }

    internal CollaborativeLearner(IOnlineLearner learner, CollaborationOptions options, HoldOut heldOut, DriftMonitor monitor)
    {
        (_model, _options, _heldOut, _monitor) = (learner, options, heldOut, monitor);
        _released = new float[learner.Schema.EncodedLength];
    }

    /// <summary>The task's columns and classes.</summary>
    public FeatureSchema Schema => _model.Schema;

    /// <summary>Labelled samples seen.</summary>
    public long Samples { get; private set; }

    /// <summary>The model that runs now, without the shadow of a probation; change it only through this class.</summary>
    public IOnlineLearner Model => _model;

    /// <summary>The most bytes of parts that one transfer may fetch.</summary>
    public long ByteBudget => _options.ByteBudget;

    /// <summary>Prequential metrics over all samples and over the window.</summary>
    public PrequentialMetrics Metrics => _monitor.Metrics;

    /// <summary>Recall per class over the last 60 samples, null where there was none: what a donor has to beat.</summary>
    /// <remarks>The window of <see cref="Metrics"/> still praises the model for what it did before a drift.</remarks>
    public IReadOnlyList<double?> CurrentRecall => [.. Enumerable.Range(0, Schema.Classes.Count).Select(_monitor.RecentRecall)];

    /// <summary>The request for help under way, or null: from its trigger until it is judged, on probation included.</summary>
    public HelpTrigger? OpenTrigger => _trigger;

    /// <summary>Whether parts may be brought now: help was asked for and none has arrived.</summary>
    public bool AwaitsParts => _trigger is not null && _parts is null && _probation is null;

    /// <summary>Class counts of the recent window; after a shift that labels do not show yet, an estimate from samples without.</summary>
    public IReadOnlyList<long> CurrentCounts => _monitor.CurrentCounts;

    /// <summary>Predicts; changes nothing.</summary>
    /// <exception cref="ArgumentException">See <see cref="IOnlineLearner.Predict"/>.</exception>
    public Prediction Predict(ReadOnlySpan<float> features) =>
        _probation is { } probation ? probation.Predict(features) : _model.Predict(features);

    /// <summary>Predicts, judges and learns one labelled sample.</summary>
    /// <exception cref="ArgumentException">See <see cref="IOnlineLearner.Learn"/>; nothing has changed.</exception>
    public Observation Observe(ReadOnlySpan<float> features, int label)
    {
        _ = _model.Evidence(label); // refuses a bad label before anything changes
        var prediction = Predict(features);
        Samples++;
        var fallen = _monitor.Observe(label, prediction.Label);
        var step = _probation is null ? null : EndProbation(features, label);
        Learn(features, label);
        step ??= Judge();
        return new Observation(prediction, FindTrigger(label, fallen), step);
    }

    /// <summary>Predicts and watches one sample that has no label.</summary>
    /// <exception cref="ArgumentException">See <see cref="IOnlineLearner.Predict"/>; nothing has changed.</exception>
    public UnlabelledObservation ObserveUnlabelled(ReadOnlySpan<float> features)
    {
        var prediction = Predict(features);
        return new UnlabelledObservation(prediction, _monitor.ObserveUnlabelled(features, prediction.Label, _heldOut));
    }

    /// <summary>Which of a donor's parts to fetch: the needed classes first, then those that the model confuses with
    /// them, within the byte budget.</summary>
    public IReadOnlyList<T> SelectParts<T>(IEnumerable<T> offered, Func<T, IReadOnlyList<int>> classesOf, Func<T, long> bytesOf)
    {
        if (_trigger is not { } trigger) return [];

        IReadOnlyList<int> wanted = [.. trigger.Needs, .. ConfusedWith(trigger.Needs)];
        var budget = (long)_options.ByteBudget;
        var chosen = new List<T>();
        foreach (var part in wanted.SelectMany(label => offered.Where(part => classesOf(part).Contains(label))).Distinct())
        {
            if (bytesOf(part) > budget) continue;

            budget -= bytesOf(part);
            chosen.Add(part);
        }

        return chosen.Any(part => classesOf(part).Any(trigger.Needs.Contains)) ? chosen : [];
    }

    /// <summary>Takes parts that were fetched and verified; they are judged as soon as the withheld samples allow.</summary>
    /// <exception cref="InvalidOperationException">No parts are awaited.</exception>
    /// <exception cref="ModelFormatException">A part does not fit the model; nothing has changed.</exception>
    public void Receive(IReadOnlyList<ModelPart> parts)
    {
        if (!AwaitsParts) throw new InvalidOperationException("no parts are awaited");

        _model.Clone().Merge(parts, MergeStyle.Replace, seed: 0);
        (_parts, _receivedAt) = ([.. parts], Samples);
    }

    /// <summary>Gives up the request under way: nobody could help, or what came was unusable.</summary>
    public void GiveUp()
    {
        if (_probation is null) Close();
    }

    /// <summary>The model's parts for a class each, of all classes that it knows.</summary>
    public IReadOnlyList<ModelPart> PartsOnOffer() =>
        _model.Partition([.. Enumerable.Range(0, Schema.Classes.Count).Where(label => _model.Evidence(label) > 0)]);

    /// <summary>The whole state in a versioned binary form.</summary>
    public byte[] Save() => CollaborativeState.Write(this);

    /// <summary>Takes up a state that <see cref="Save"/> gave.</summary>
    /// <exception cref="ModelFormatException">It is damaged, of another version or of another schema.</exception>
    public static CollaborativeLearner Restore(FeatureSchema schema, CollaborationOptions options, ReadOnlySpan<byte> state) =>
        CollaborativeState.Read(schema, options, state);

    internal void SaveFields(BinaryWriter writer)
    {
        writer.Write(Samples);
        writer.Write(_quietUntil);
        writer.Write(_receivedAt);
        writer.WriteBlock(_model.Save());
        _heldOut.Save(writer);
        _monitor.Save(writer);
        CollaborativeState.WriteTrigger(writer, _trigger);
        CollaborativeState.WriteParts(writer, _parts);
        writer.Write(_probation is not null);
        _probation?.Save(writer);
    }

    internal static CollaborativeLearner RestoreFields(FeatureSchema schema, CollaborationOptions options, ref SpanReader reader)
    {
        var (samples, quietUntil, receivedAt) = (reader.Int64(), reader.Int64(), reader.Int64());
        var model = OnlineLearner.Restore(schema, reader.Block());
        var learner = new CollaborativeLearner(model, options, HoldOut.Restore(schema, ref reader), DriftMonitor.Restore(schema, options, ref reader))
        {
            Samples = samples,
            _quietUntil = quietUntil,
            _receivedAt = receivedAt,
            _trigger = CollaborativeState.ReadTrigger(schema, ref reader),
            _parts = CollaborativeState.ReadParts(ref reader),
        };
        if (reader.Byte() != 0) learner._probation = Probation.Restore(model, ref reader);
        learner.RequireConsistent();
        return learner;
    }

    // Observe must be able to rely on these: it has no way to refuse what a damaged file brought in.
    private void RequireConsistent()
    {
        if (Samples < 0) throw new ModelFormatException($"the state counts {Samples} samples");
        if (_trigger is null && (_parts is not null || _probation is not null)) throw new ModelFormatException("the state has parts that nobody asked for");
        if (_parts is not null) _model.Clone().Merge(_parts, MergeStyle.Replace, seed: 0);
    }

    private void Learn(ReadOnlySpan<float> features, int label)
    {
        if (!_heldOut.Wants(label, warm: Samples > _options.WarmUp))
        {
            LearnNow(features, label);
            return;
        }

        var leaving = _heldOut.Add(features, label, Samples, _released);
        if (leaving != Sample.Unlabelled) LearnNow(_released, leaving);
    }

    private void LearnNow(ReadOnlySpan<float> features, int label)
    {
        if (_probation is { } probation) probation.Learn(features, label);
        else _model.Learn(features, label);
    }

    private HelpTrigger? FindTrigger(int label, IReadOnlyList<int> fallen)
    {
        if (_trigger is not null || Samples <= _options.WarmUp) return null;

        if (_heldOut.Seen(label) == 1) return _trigger = new HelpTrigger(true, [label], Samples, Samples);
        if (fallen.Count == 0 || Samples < _quietUntil) return null;
        return _trigger = new HelpTrigger(false, fallen, Samples, Samples - _monitor.SinceFall(fallen));
    }

    private TransferStep? Judge()
    {
        if (_parts is not { } parts || _trigger is not { } trigger) return null;

        if (trigger.Needs.All(label => Judgeable(label, trigger))) return Admit(parts, trigger);
        return Samples - _receivedAt > _options.Patience
            ? Reject("too few samples of the class came to judge the part", null, null)
            : null;
    }

    // Two samples are the least that tell luck from knowledge; a drift is judged on what came after it.
    private bool Judgeable(int label, HelpTrigger trigger)
    {
        var count = 0;
        for (var i = 0; i < _heldOut.Count; i++)
        {
            if (_heldOut.Label(i) == label && (trigger.Novel || _heldOut.Arrival(i) >= trigger.ChangedSince)) count++;
        }

        return count >= 2;
    }

    private TransferStep Admit(IReadOnlyList<ModelPart> parts, HelpTrigger trigger)
    {
        var since = trigger.Novel ? 0 : trigger.ChangedSince;
        var prior = CurrentPrior(trigger);
        var before = AdmissionTest.Score(_model, _heldOut, since, prior);
        var seed = unchecked((int)trigger.Sample);
        var (best, after) = MergeCandidates.Of(_model, parts, trigger.Needs, seed)
            .Select(candidate => (candidate, Score: AdmissionTest.Score(candidate.Model, _heldOut, since, prior)))
            .Aggregate(static (one, other) => other.Score.Beats(one.Score) ? other : one);
        if (!after.Beats(before)) return Reject("no way of merging beat the present model on the withheld samples", before.Error, after.Error);

        _probation = new Probation(best.Model, _model);
        (_model, _parts) = (best.Model, null);
        _monitor.Forget();
        return new TransferStep(
            TransferStepKind.Merged, $"merged as “{best.Name}”", before.Error, after.Error, [.. best.Parts.Select(static part => part.Id)]);
    }

    private TransferStep Reject(string reason, double? before, double? after)
    {
        Close();
        return new TransferStep(TransferStepKind.Rejected, reason, before, after, []);
    }

    private TransferStep? EndProbation(ReadOnlySpan<float> features, int label)
    {
        var verdict = _probation!.Observe(features, label);
        if (verdict is ProbationVerdict.Open) return null;

        var kept = verdict is ProbationVerdict.Kept;
        if (!kept) _model = _probation.Former;
        _probation = null;
        Close();
        return new TransferStep(
            kept ? TransferStepKind.Adopted : TransferStepKind.RolledBack,
            kept ? "the merged model did at least as well as the former one" : "the former model did better",
            null, null, []);
    }

    private void Close()
    {
        (_trigger, _parts) = (null, null);
        _quietUntil = Samples + _options.Cooldown;
        _monitor.Forget();
    }

    // The class mix of the last 60 samples, with a little of the window's for classes that were not among them. A new
    // class counts by its share since it appeared: most of the last 60 samples came before it.
    private double[] CurrentPrior(HelpTrigger trigger)
    {
        var prior = new double[Schema.Classes.Count];
        for (var k = 0; k < prior.Length; k++)
            prior[k] = _monitor.RecentCount(k) + (5.0 * Metrics.Window.LabelCounts[k] / Math.Max(1, Metrics.Window.Count));

        if (!trigger.Novel) return prior;

        foreach (var label in trigger.Needs)
        {
            var share = (_heldOut.Seen(label) - 1.0) / Math.Max(1, Samples - trigger.Sample);
            prior[label] = 0;
            prior[label] = prior.Sum() * Math.Clamp(share / (1.02 - share), 0.02, 9);
        }

        return prior;
    }

    private IEnumerable<int> ConfusedWith(IReadOnlyList<int> needs) =>
        Enumerable.Range(0, _heldOut.Count)
            .Where(i => needs.Contains(_heldOut.Label(i)))
            .Select(i => _model.Predict(_heldOut.Features(i)).Label)
            .Where(label => label >= 0 && !needs.Contains(label))
            .CountBy(static label => label)
            .OrderByDescending(static pair => pair.Value)
            .Take(2)
            .Select(static pair => pair.Key);
}
