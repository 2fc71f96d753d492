namespace Cartel.Learning;

/// <summary>The loss that a one-versus-rest row descends, as a function of its margin m and side y = ±1.</summary>
public enum LinearLoss
{
    /// <summary>ln(1 + e^(−ym)): calibrated probabilities.</summary>
    Logistic,

    /// <summary>max(0, 1 − ym): an online support vector machine; learns only from samples within the margin.</summary>
    Hinge,
}

internal static class LinearLossFunctions
{
    /// <summary>The derivative of the loss by the margin.</summary>
    public static float Slope(this LinearLoss loss, float margin, bool positive)
    {
        var side = positive ? 1f : -1f;
        return loss is LinearLoss.Hinge
            ? (side * margin < 1 ? -side : 0)
            : -side * Sigmoid(-side * margin);
    }

    /// <summary>1 / (1 + e^−x), without overflow.</summary>
    public static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-Math.Clamp(x, -60f, 60f)));
}
