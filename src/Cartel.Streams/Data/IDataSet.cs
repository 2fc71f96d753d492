using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Labelled rows in memory, in the order of their origin. Safe for any number of readers at once.</summary>
public interface IDataSet
{
    /// <summary>The text that opened the data set and opens it again.</summary>
    string Name { get; }

    /// <summary>Its columns and classes.</summary>
    FeatureSchema Schema { get; }

    /// <summary>The number of rows.</summary>
    int Count { get; }

    /// <summary>The rows that could not be used, and are not counted in <see cref="Count"/>.</summary>
    BadRows BadRows { get; }

    /// <summary>The class of a row: an index into the schema's classes, never <see cref="Sample.Unlabelled"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    int Label(int row);

    /// <summary>Copies a row: one value per column, as in <see cref="Sample.Values"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The span is not one value per column long.</exception>
    void Read(int row, Span<float> values);
}
