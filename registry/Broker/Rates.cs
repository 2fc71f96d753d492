namespace Cartel.Registry.Broker;

/// <summary>Numbers that are shares of a whole.</summary>
internal static class Rates
{
    public static bool IsRateOrNull(double? rate) => rate is null or (>= 0 and <= 1);
}
