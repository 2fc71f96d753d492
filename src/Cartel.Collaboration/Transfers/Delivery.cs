using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>Parts that arrived and wait to be judged.</summary>
internal sealed class Delivery
{
    /// <param name="donors">What fits the model, best donor first.</param>
    /// <param name="refused">Whose parts do not.</param>
    /// <param name="receivedAt">The labelled samples seen when they came.</param>
    public Delivery(IReadOnlyList<DonorParts> donors, IReadOnlyList<DonorRefusal> refused, long receivedAt) =>
        (Donors, Refused, ReceivedAt) = (donors, refused, receivedAt);

    /// <summary>What fits the model, best donor first.</summary>
    public IReadOnlyList<DonorParts> Donors { get; }

    /// <summary>Whose parts do not.</summary>
    public IReadOnlyList<DonorRefusal> Refused { get; }

    /// <summary>The labelled samples seen when they came.</summary>
    public long ReceivedAt { get; }

    /// <summary>How many recent samples of each needed class the next test takes.</summary>
    public int JudgeAt { get; private set; } = 1;

    /// <summary>The last test, which no way of merging passed; null if none was made.</summary>
    public (HeldOutScore Before, HeldOutScore After)? Judged { get; private set; }

    /// <summary>What that test tried, best first; not saved.</summary>
    public IReadOnlyList<MergeScore> Trials { get; private set; } = [];

    /// <summary>Notes that the test was not passed.</summary>
    public void Failed(int evidence, Admission admission) =>
        (JudgeAt, Judged, Trials) = (2 * evidence, (admission.Before, admission.After), admission.Trials);

    public void Save(BinaryWriter writer)
    {
        writer.Write(ReceivedAt);
        writer.Write(JudgeAt);
        writer.Write(Judged is not null);
        if (Judged is { } judged)
        {
            foreach (var score in new[] { judged.Before, judged.After })
            {
                writer.Write(score.Error);
                writer.Write(score.LogLoss);
            }
        }

        writer.Write(Refused.Count);
        foreach (var refusal in Refused)
        {
            writer.WriteText(refusal.Donor);
            writer.WriteText(refusal.Reason);
        }

        CollaborativeState.WriteDonors(writer, Donors);
    }

    public static Delivery Restore(IOnlineLearner model, ref SpanReader reader)
    {
        var (receivedAt, judgeAt) = (reader.Count(), reader.Int32());
        (HeldOutScore, HeldOutScore)? judged = reader.Byte() == 0
            ? null
            : (new HeldOutScore(reader.Double(), reader.Double()), new HeldOutScore(reader.Double(), reader.Double()));
        var refused = new DonorRefusal[CollaborativeState.ReadLength(ref reader)];
        for (var i = 0; i < refused.Length; i++) refused[i] = new DonorRefusal(reader.Text(), reader.Text());
        var (fitting, unfit) = PartCheck.Sort(CollaborativeState.ReadDonors(ref reader), model);
        if (unfit.Count > 0 || fitting.Count == 0 || judgeAt < 1) throw new ModelFormatException("the state has parts that do not fit its model");

        return new Delivery(fitting, refused, receivedAt) { JudgeAt = judgeAt, Judged = judged };
    }
}
