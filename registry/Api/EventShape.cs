using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Lists;

namespace Cartel.Registry.Api;

/// <summary>What filters may say of events, which always come in the order in which they happened.</summary>
internal static class EventShape
{
    public static readonly Shape<CartelEvent> Shape = new(
        "events", static happened => happened.Id,
        [
            Field<CartelEvent>.Text("kind", static happened => happened.Kind),
            Field<CartelEvent>.Text("task", static happened => happened.Task),
            Field<CartelEvent>.Text("agent", static happened => happened.Agent),
            Field<CartelEvent>.Text("donor", static happened => happened.Donor),
            Field<CartelEvent>.Text("transfer", static happened => happened.Transfer),
            Field<CartelEvent>.Number("sample", static happened => happened.Sample),
            Field<CartelEvent>.Time("at", static happened => happened.At),
        ]);

    /// <summary>The events that a client wants; by default all.</summary>
    public static Checked<Func<CartelEvent, bool>> Read(string? filter)
    {
        if (string.IsNullOrEmpty(filter)) return (Func<CartelEvent, bool>)(static _ => true);

        return FilterParser.Parse(filter).TryGet(out var node, out var flaw) ? Predicate.Of(node, Shape) : flaw;
    }
}
