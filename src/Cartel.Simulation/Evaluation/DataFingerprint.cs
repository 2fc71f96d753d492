using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>Tells whether a data set is still the one that a result was computed from.</summary>
internal static class DataFingerprint
{
    /// <summary>SHA-256 of schema, labels and values.</summary>
    public static string Of(IDataSet data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(data.Schema.Hash));
        var values = new float[data.Schema.Features.Count];
        Span<int> label = stackalloc int[1];
        for (var row = 0; row < data.Count; row++)
        {
            data.Read(row, values);
            label[0] = data.Label(row);
            hash.AppendData(MemoryMarshal.AsBytes(label));
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
