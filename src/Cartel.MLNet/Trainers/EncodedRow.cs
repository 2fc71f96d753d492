using Cartel.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cartel.MLNet;

/// <summary>The one row that an ML.NET model is asked about: the task's encoded features as the columns that the model names.</summary>
/// <remarks>A vector column <c>Features</c> is the whole encoded vector, a number of a feature's name that feature, a text of a nominal feature's name
/// its category. All others have their type's default: a label that a model asks for and does not use.</remarks>
internal sealed class EncodedRow(DataViewSchema columns, FeatureSchema task) : DataViewRow
{
    private const string Whole = "Features";

    private readonly float[] _values = new float[task.EncodedLength];
    private long _position = -1;

    public override DataViewSchema Schema => columns;

    public override long Position => _position;

    public override long Batch => 0;

    /// <summary>Whether the task has what a column asks for.</summary>
    public static bool CanFill(DataViewSchema.Column column, FeatureSchema task) => column.Name == Whole
        ? column.Type is VectorDataViewType { ItemType: NumberDataViewType item } vector && item == NumberDataViewType.Single
            && (vector.Size == 0 || vector.Size == task.EncodedLength)
        : Find(task, column.Name) is { } found && (found.Feature.Kind is FeatureKind.Nominal ? column.Type is TextDataViewType : column.Type == NumberDataViewType.Single);

    /// <summary>Becomes another sample.</summary>
    public void Become(ReadOnlySpan<float> features)
    {
        features.CopyTo(_values);
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Delegate getter = !CanFill(column, task)
            ? (ValueGetter<TValue>)((ref TValue value) => value = default!)
            : column.Name == Whole
                ? (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => new VBuffer<float>(_values.Length, _values).CopyTo(ref value))
                : Of(Find(task, column.Name)!.Value);
        return (ValueGetter<TValue>)getter;
    }

    private Delegate Of((Feature Feature, int At) found)
    {
        if (found.Feature.Kind is not FeatureKind.Nominal) return (ValueGetter<float>)((ref float value) => value = _values[found.At]);

        var categories = found.Feature.Categories.Select(static category => category.AsMemory()).ToArray();
        return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
        {
            var chosen = Array.FindIndex(_values, found.At, categories.Length, static active => active > 0);
            value = chosen < 0 ? default : categories[chosen - found.At];
        });
    }

    private static (Feature Feature, int At)? Find(FeatureSchema task, string name)
    {
        var at = 0;
        foreach (var feature in task.Features)
        {
            if (feature.Name == name) return (feature, at);
            at += feature.EncodedLength;
        }

        return null;
    }
}
