using System.Buffers.Binary;
using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>Parts of linear learners as a broken or hostile donor would send them.</summary>
internal static class LinearParts
{
    /// <summary>A part with other weights.</summary>
    /// <remarks>The weights stand behind version, length, bias and its squared gradient; the bias is a double.</remarks>
    public static ModelPart Changed(ModelPart part, Func<float, float> change)
    {
        var payload = part.Payload.ToArray();
        BinaryPrimitives.WriteDoubleLittleEndian(payload.AsSpan(5), change((float)BinaryPrimitives.ReadDoubleLittleEndian(payload.AsSpan(5))));
        for (var i = 0; i < World.Schema.EncodedLength; i++)
        {
            var weight = payload.AsSpan(17 + (4 * i));
            BinaryPrimitives.WriteSingleLittleEndian(weight, change(BinaryPrimitives.ReadSingleLittleEndian(weight)));
        }

        return new ModelPart(part.LearnerKind, part.SchemaHash, part.Id, part.Classes, part.Evidence, payload);
    }

    /// <summary>The part of one class, passed off as another's.</summary>
    public static ModelPart Renamed(ModelPart part, int label) =>
        new(part.LearnerKind, part.SchemaHash, $"class:{label}", [label], part.Evidence, part.Payload);
}
