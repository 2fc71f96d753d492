namespace Cartel.Collaboration;

/// <summary>How far a donor, or a part, is trusted.</summary>
public enum Standing
{
    /// <summary>Nothing speaks against it.</summary>
    Good,

    /// <summary>Lately quarantined, or near it: it may help, behind others.</summary>
    Probation,

    /// <summary>Its parts did harm: it is not offered for a while.</summary>
    Quarantined,
}

/// <summary>What outcomes say of a donor, a part, or a pair of agents: the weights of what was kept and what was refused.</summary>
/// <remarks>
/// <para>score = (kept + 1) / (kept + refused + 2), the mean of a Beta distribution that began uniform: ½ for a newcomer. Both
/// weights halve every two hours, so that a donor that has mended its ways is heard again, and old merit wears off as well.</para>
/// <para>Below ¼ it is quarantined for 30 minutes after the last rating (from nothing: refusals of more than 2), then on
/// probation until the score is back at 0.4, by age or by parts that are kept. A. Jøsang and R. Ismail, “The Beta
/// reputation system”, 15th Bled eCommerce Conference, 2002, have the score and the forgetting; the bounds are ours.</para>
/// </remarks>
/// <param name="Kept">Weight of what was kept, at <paramref name="At"/>; at least 0.</param>
/// <param name="Refused">Weight of what was refused or rolled back; at least 0.</param>
/// <param name="At">When it was last rated.</param>
public readonly record struct DonorRecord(double Kept, double Refused, DateTimeOffset At)
{
    /// <summary>The time in which what is known loses half its weight.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromHours(2);

    /// <summary>How long a quarantine lasts after the last rating.</summary>
    public static readonly TimeSpan Quarantine = TimeSpan.FromMinutes(30);

    /// <summary>Below this score it is quarantined.</summary>
    public const double LeastScore = 0.25;

    /// <summary>From this score on it is in good standing again.</summary>
    public const double GoodScore = 0.4;

    /// <summary>The score, in (0, 1).</summary>
    public double Score => (Kept + 1) / (Kept + Refused + 2);

    /// <summary>The same record as it weighs at a later time.</summary>
    public DonorRecord AsOf(DateTimeOffset now)
    {
        if (now <= At || Kept + Refused == 0) return this;

        var left = Math.Pow(2, -((now - At) / HalfLife));
        return new DonorRecord(Kept * left, Refused * left, now);
    }

    /// <summary>The record after one more outcome.</summary>
    public DonorRecord Rate(double kept, double refused, DateTimeOffset now)
    {
        var before = AsOf(now);
        return new DonorRecord(before.Kept + kept, before.Refused + refused, now > At ? now : At);
    }

    /// <summary>How far it is trusted at a time.</summary>
    public Standing StandingAt(DateTimeOffset now)
    {
        if (Score < LeastScore && now < At + Quarantine) return Standing.Quarantined;

        return AsOf(now).Score < GoodScore ? Standing.Probation : Standing.Good;
    }
}
