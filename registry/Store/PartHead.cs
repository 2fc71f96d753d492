using System.Globalization;
using StackExchange.Redis;

namespace Cartel.Registry.Store;

/// <summary>What the index of <see cref="RedisParts"/> says of a part: under which name its chunks lie, its length, and when it was last uploaded.</summary>
internal sealed record PartHead(string Upload, long Bytes, DateTimeOffset UploadedAt)
{
    /// <summary>How many chunks it has.</summary>
    public long Chunks => (Bytes + RedisChunks.ChunkBytes - 1) / RedisChunks.ChunkBytes;

    /// <summary>The form in the index.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Upload} {Bytes} {UploadedAt.UtcTicks}");

    /// <summary>Reads that form; null where there is nothing.</summary>
    public static PartHead? Parse(RedisValue text)
    {
        if (text.IsNullOrEmpty) return null;

        var fields = ((string)text!).Split(' ');
        return new PartHead(
            fields[0], long.Parse(fields[1], CultureInfo.InvariantCulture), new DateTimeOffset(long.Parse(fields[2], CultureInfo.InvariantCulture), TimeSpan.Zero));
    }
}
