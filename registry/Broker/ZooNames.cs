using Cartel.Protocol;

namespace Cartel.Registry.Broker;

/// <summary>Past parts as donors: <c>zoo:DONOR:ID</c>, which no agent can be called.</summary>
internal static class ZooNames
{
    private const string Prefix = "zoo:";

    public static string Of(ZooEntry entry) => $"{Prefix}{entry.Donor}:{entry.Id}";

    /// <summary>Who made the parts of a donor by this name: the donor itself, or whose past parts they are.</summary>
    public static string DonorOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..name.LastIndexOf(':')] : name;
}
