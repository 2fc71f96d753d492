using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cartel.MLNet;

/// <summary>A batch as ML.NET reads it.</summary>
internal static class Batch
{
    /// <summary>Samples with the columns <c>Features</c> and <c>Label</c>, in their order.</summary>
    /// <param name="context">Whose data they become.</param>
    /// <param name="set">At least one sample.</param>
    /// <param name="label">The class that is true; all others are false.</param>
    public static IDataView Of(MLContext context, IReadOnlyList<(float[] Features, int Label)> set, int label)
    {
        var schema = SchemaDefinition.Create(typeof(Example));
        schema[nameof(Example.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, set[0].Features.Length);
        return context.Data.LoadFromEnumerable(set.Select(sample => new Example { Features = sample.Features, Label = sample.Label == label }), schema);
    }

    /// <summary>One row of a batch.</summary>
    internal sealed class Example
    {
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }
}
