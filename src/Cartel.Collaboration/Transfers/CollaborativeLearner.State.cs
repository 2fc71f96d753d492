using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>What of it is saved, in which order.</summary>
public sealed partial class CollaborativeLearner
{
    internal void SaveFields(BinaryWriter writer)
    {
        writer.Write(Samples);
        writer.Write(_quietUntil);
        writer.WriteBlock(_model.Save());
        _hindsight.Save(writer);
        _monitor.Save(writer);
        _needs.Save(writer);
        _shelf.Save(writer);
        _allowance.Save(writer);
        CollaborativeState.WriteTrigger(writer, _trigger);
        writer.Write(_ahead);
        writer.Write(_onTrial.Length);
        foreach (var hash in _onTrial) writer.WriteText(hash);
        writer.Write(_delivery is not null);
        _delivery?.Save(writer);
        writer.Write(_probation is not null);
        _probation?.Save(writer);
    }

    internal static CollaborativeLearner RestoreFields(FeatureSchema schema, CollaborationOptions options, ref SpanReader reader)
    {
        var (samples, quietUntil) = (reader.Count(), reader.Int64());
        var model = OnlineLearner.Restore(schema, reader.Block());
        var hindsight = Hindsight.Restore(schema, ref reader);
        var learner = new CollaborativeLearner(model, options, hindsight, DriftMonitor.Restore(schema, options, ref reader))
        {
            Samples = samples,
            _quietUntil = quietUntil,
        };
        learner._needs.Restore(ref reader);
        learner._shelf.Restore(model, ref reader);
        learner._allowance.Restore(ref reader);
        learner._trigger = CollaborativeState.ReadTrigger(schema, ref reader);
        learner._ahead = reader.Byte() != 0;
        var onTrial = new string[CollaborativeState.ReadLength(ref reader)];
        for (var i = 0; i < onTrial.Length; i++) onTrial[i] = reader.Text();
        learner._onTrial = onTrial;
        if (reader.Byte() != 0) learner._delivery = Delivery.Restore(model, ref reader);
        if (reader.Byte() != 0) learner._probation = Probation.Restore(model, ref reader);
        // Observe has no way to refuse what a damaged file brought in.
        if (learner._trigger is null && (learner._delivery is not null || learner._probation is not null)) throw new ModelFormatException("the state has parts that nobody asked for");
        return learner;
    }
}
