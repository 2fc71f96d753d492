using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>The agent's heart: sample → encoder → learner → monitor → checkpoint, one sample after the other.</summary>
internal sealed class Pipeline(
    AgentSettings settings, AgentState state, HeldOutSlice? heldOut, Mailbox mailbox, Courier courier, TimeProvider time, ILogger log, IPredictionSink? predictions = null)
{
    // Between two samples, so many labels that came later: neither holds up the other.
    private const int LabelsAtOnce = 64;

    // To look where there was no label is a few calls of the system: not for each sample.
    private static readonly TimeSpan LabelsPause = TimeSpan.FromMilliseconds(100);

    private readonly Sample _sample = new(state.Source.Schema.Features.Count);
    private readonly float[] _features = new float[state.Encoder.Length];
    private readonly Pace _pace = new(settings.Rate, time);
    private readonly SampleClock _clock = new(mailbox.Work, time);
    private long _now = time.GetTimestamp();
    private long _savedAt = time.GetTimestamp();
    private long? _noLabelsAt;
    // Since the last checkpoint that was stored.
    private bool _isChanged = true;
    private bool _isUnsaved;

    /// <summary>Runs to the end of the stream, then, with <c>--stay</c>, until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await LearnAsync(stop);
            Show();
            SaveNow();
            AgentLog.StreamEnded(log, settings.Name, state.Learner.Samples);
            while (settings.Stay)
            {
                stop.ThrowIfCancellationRequested();
                if (TakeLabels(now: true)) Breathe();
                else await WaitAsync(live: null, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: what is left is the last checkpoint.
        }

        mailbox.Drain();
        SaveNow();
    }

    private async Task LearnAsync(CancellationToken stop)
    {
        if (state.Open is not null) Ask();
        // A kill between the end of a transfer and the trigger of the next, at one sample, leaves the trigger alone.
        else if (state.Learner is { AwaitsParts: true, OpenTrigger: { } trigger }) AskForHelp(trigger);
        Show();
        var live = state.Source as ILiveSource;
        // So that a restart knows where it began: what is rotated away by then is still looked for.
        if (live is not null) SaveNow();
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            // Before a sample is read: a label may make a checkpoint, and what is read and not taken would be lost in it.
            TakeLabels(now: false);
            if (state.Source.TryRead(_sample))
            {
                Take(_sample);
                Breathe();
                await _pace.WaitAsync(mailbox, stop);
            }
            else if (TakeLabels(now: true))
            {
                Breathe();
            }
            else if (live is { HasEnded: false })
            {
                await WaitAsync(live, stop);
            }
            else
            {
                return;
            }
        }
    }

    // Between two samples: what others ask for, and the checkpoint when it is due.
    private void Breathe()
    {
        mailbox.Drain();
        _now = time.GetTimestamp();
        if ((_isChanged || _isUnsaved) && time.GetElapsedTime(_savedAt, _now) >= settings.CheckpointEvery) SaveNow();
    }

    // Until there is something to read, to answer or to save.
    private async ValueTask WaitAsync(ILiveSource? live, CancellationToken stop)
    {
        predictions?.Flush();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var posted = mailbox.WaitAsync(enough.Token);
        var waits = new List<Task>(3) { posted };
        if (live is not null) waits.Add(live.WaitAsync(enough.Token).AsTask());
        if (_isChanged || _isUnsaved || state.Labels is not null) waits.Add(Task.Delay(settings.CheckpointEvery, time, enough.Token));
        await Task.WhenAny(waits);
        await enough.CancelAsync();
        stop.ThrowIfCancellationRequested();
        Breathe();
    }

    private bool TakeLabels(bool now)
    {
        if (state.Labels is not { } labels || (!now && _noLabelsAt is { } at && time.GetElapsedTime(at, _now) < LabelsPause)) return false;

        var taken = 0;
        while (taken < LabelsAtOnce && labels.TryRead(out var key, out var label))
        {
            Label(key, label);
            taken++;
        }

        _noLabelsAt = taken < LabelsAtOnce ? time.GetTimestamp() : null;
        return taken > 0;
    }

    // One that comes later than its sample, or before it.
    private void Label(string key, int label)
    {
        _isChanged = true;
        if (state.Late?.Take(key, label) is { } features) Observe(features, label);
    }

    private void Take(Sample sample)
    {
        _isChanged = true;
        state.Encoder.Observe(sample.Values);
        state.Encoder.Encode(sample.Values, _features);
        if (sample.Label == Sample.Unlabelled)
        {
            var (prediction, alarm) = state.Learner.ObserveUnlabelled(_features);
            predictions?.Write(state.Source.Position, sample.Key, prediction, state.Learner.Model.SamplesLearned);
            // First, because the alarm makes a checkpoint: this sample is never seen again once it is in one.
            if (sample.Key is { } key && state.Late?.Take(key, _features) is { } early) Observe(_features, early);
            if (alarm is not null) Warn(alarm);
            return;
        }

        var version = state.Learner.Model.SamplesLearned;
        var observation = Observe(_features, sample.Label);
        predictions?.Write(state.Source.Position, sample.Key, observation.Prediction, version);
    }

    /// <summary>One labelled, encoded sample, with everything that follows from it.</summary>
    internal Observation Observe(ReadOnlySpan<float> features, int label)
    {
        var observation = _clock.Observe(state.Learner, features, label);
        if (settings.Registry is not null) courier.Observe(state.Learner.Schema, features, label);
        state.Twin?.Observe(features, label);
        // First, because the other two may make a checkpoint: this sample is never seen again once it is in one.
        if (heldOut is not null && state.Source.Position % HeldOutSlice.Every == 0) Score();
        if (observation.Step is { } step) React(step);
        else if (state.Learner.Trial is { } trial && trial.Samples % TransferRecord.StepOfProbation == 0 && !settings.Terse) state.Update(record => record.Stands(trial));
        if (observation.Trigger is { } trigger) AskForHelp(trigger);
        if (state.Learner.Samples % Courier.LookEvery == 0) Show();
        return observation;
    }

    /// <summary>Goes on with other settings; what was learned stays. On the pipeline's thread.</summary>
    internal void Change(AgentSettings changed)
    {
        if (!changed.Rate.Equals(settings.Rate)) _pace.Change(changed.Rate);
        if (!changed.Collaboration.Equals(settings.Collaboration)) state.Change(changed.Collaboration);
        if (changed.Collaboration.Publication != settings.Collaboration.Publication) courier.Change(PublicationPolicy.Create(changed.Collaboration.Publication));
        settings = changed;
    }

    /// <summary>Takes back what is on trial of recalled parts. What was kept already has been learned on, and stays: the log says so.</summary>
    internal void Withdraw(IReadOnlyList<string> recalled)
    {
        if (state.Learner.Withdraw(recalled, "a part of it was recalled") is { } step) React(step);
    }

    // Without labels nothing can be judged, so nothing is asked for: the fleet is told, and the profile says how the mix is now.
    private void Warn(UnlabelledAlarm alarm)
    {
        AgentLog.UnlabelledAlarm(log, settings.Name, alarm.Kind, state.Source.Position, string.Join(", ", alarm.Classes.Select(NameOf)));
        if (settings.Registry is null) return;

        state.Warn(settings.Name, alarm);
        SaveNow();
        courier.Wake();
        Show();
    }

    private void AskForHelp(HelpTrigger trigger)
    {
        using var drift = AgentTraces.Drift(settings.Name, trigger);
        state.Begin(settings.Name, trigger, courier.Sketch, drift?.Id);
        // Durable before anybody hears of it: after a crash the same request is repeated, with the same key.
        SaveNow();
        AgentLog.AskingForHelp(log, settings.Name, trigger.Novel ? "novelty" : "drift", trigger.Sample, string.Join(", ", trigger.Needs.Select(NameOf)));
        Ask();
    }

    private void Ask()
    {
        if (settings.Registry is not null)
        {
            courier.Resume(state.Open);
            return;
        }

        state.Learner.GiveUp();
        state.End(TransferState.Failed, "there is no registry to ask", static _ => null);
    }

    // Without a registry nobody looks.
    private void Show()
    {
        if (settings.Registry is not null) courier.Look(state);
    }

    private void React(TransferStep step)
    {
        AgentLog.TransferStep(log, settings.Name, step.Kind, state.Learner.Samples, step.Reason);
        if (step.Ahead)
        {
            // Nobody was asked, and nobody waits for a receipt.
            SaveNow();
            return;
        }

        if (!settings.Terse) state.Update(record => record.Tried(step));
        switch (step.Kind)
        {
            case TransferStepKind.Merged:
                state.Update(record => record.Merged(step, state.Learner.Samples));
                state.Send(new OutboxItem(state.Open!.Key, Move: new TransferMove(TransferState.Shadowing, Sample: state.Learner.Samples)));
                state.Enter("merge");
                state.Enter("probation");
                SaveNow();
                break;
            case TransferStepKind.Rejected:
                state.Update(record => record with { ErrorBefore = step.ErrorBefore, ErrorAfter = step.ErrorAfter });
                End(TransferState.Rejected, step.Reason);
                break;
            case TransferStepKind.Adopted:
                state.Update(record => record with { Donor = step.Donors[0], Donors = step.Donors, Parts = step.Parts });
                End(TransferState.Adopted, step.Reason);
                break;
            case TransferStepKind.RolledBack:
                End(TransferState.RolledBack, step.Reason);
                break;
        }

        courier.Wake();
    }

    private void End(TransferState outcome, string reason) =>
        state.End(outcome, reason, static record => new OutboxItem(record.Key, Receipt: record.ToReceipt()));

    private void Score()
    {
        var (own, twin) = heldOut!.Score(
            features => state.Learner.Predict(features).Label, features => state.Twin?.Predict(features) ?? Sample.Unlabelled);
        state.Note(new HeldOutScores(state.Source.Position, own, twin));
    }

    private void SaveNow()
    {
        predictions?.Flush();
        state.Save();
        _savedAt = time.GetTimestamp();
        if (state.Unsaved is { } reason)
        {
            if (!_isUnsaved) AgentLog.Unsaved(log, settings.Name, settings.StateFolder, reason);
            _isUnsaved = true;
            return;
        }

        if (_isUnsaved) AgentLog.SavedAgain(log, settings.Name);
        (_isUnsaved, _isChanged) = (false, false);
    }

    private string NameOf(int label) => state.Learner.Schema.Classes[label];
}
