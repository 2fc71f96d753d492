using System.Buffers.Binary;
using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Spoils a part as a hostile or broken donor would; its id, classes and claims stay.</summary>
/// <remarks>A linear part is rewritten in its own form, so that it passes every check of form and must be caught by what it does.
/// Of another learner's part every fourth byte loses its sign: most readers refuse that.</remarks>
internal static class PartCorruption
{
    // LinearPart: version, features, then the bias, the squared gradient of the bias and the weights.
    private const int CountAt = 1;
    private const int BiasAt = 5;
    private const int WeightsAt = 17;
    private const float Factor = 1_000;

    public static ModelPart Apply(Fault fault, ModelPart part)
    {
        var payload = part.Payload.ToArray();
        if (part.LearnerKind.StartsWith("linear", StringComparison.Ordinal)) Rewrite(payload, value => Spoil(fault, value));
        else for (var i = BiasAt + 3; i < payload.Length; i += 4) payload[i] ^= 0x80;

        return new ModelPart(part.LearnerKind, part.SchemaHash, part.Id, part.Classes, part.Evidence, payload);
    }

    private static double Spoil(Fault fault, double value) => fault switch
    {
        Fault.SignFlip => -value,
        Fault.Scale => value * Factor,
        Fault.Nan => double.NaN,
        _ => value,
    };

    private static void Rewrite(Span<byte> payload, Func<double, double> spoil)
    {
        var bias = payload[BiasAt..];
        BinaryPrimitives.WriteDoubleLittleEndian(bias, spoil(BinaryPrimitives.ReadDoubleLittleEndian(bias)));
        for (var i = 0; i < BinaryPrimitives.ReadInt32LittleEndian(payload[CountAt..]); i++)
        {
            var weight = payload[(WeightsAt + (4 * i))..];
            BinaryPrimitives.WriteSingleLittleEndian(weight, (float)spoil(BinaryPrimitives.ReadSingleLittleEndian(weight)));
        }
    }
}
