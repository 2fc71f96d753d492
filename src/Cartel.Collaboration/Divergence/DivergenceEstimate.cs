namespace Cartel.Collaboration;

/// <summary>An estimate of the divergence between two distributions from counts.</summary>
/// <param name="PlugInBits">The plain divergence of the two relative frequencies, in bits, in [0, 1].</param>
/// <param name="Bits">The same less its expected sampling bias, in bits, in [0, 1]: rank by this.</param>
/// <param name="StandardErrorBits">The standard error of the estimate, in bits, in [0, 0.5].</param>
public readonly record struct DivergenceEstimate(double PlugInBits, double Bits, double StandardErrorBits);
