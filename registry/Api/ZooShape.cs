using Cartel.Protocol;
using Cartel.Registry.Lists;

namespace Cartel.Registry.Api;

/// <summary>What filters and sorts may say of past parts.</summary>
internal static class ZooShape
{
    public static readonly Shape<ZooEntry> Shape = new(
        "zoo", static entry => entry.Id,
        [
            Field<ZooEntry>.Text("id", static entry => entry.Id),
            Field<ZooEntry>.Text("donor", static entry => entry.Donor),
            Field<ZooEntry>.Time("keptAt", static entry => entry.KeptAt),
            Field<ZooEntry>.Number("parts", static entry => entry.Parts.Count),
            Field<ZooEntry>.Number("samples", static entry => entry.ClassCounts.Sum()),
        ]);
}
