using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Cartel.Agent;

/// <summary>The items of a channel, taken where the reader runs.</summary>
internal static class ChannelItems
{
    /// <summary>Like <see cref="ChannelReader{T}.ReadAllAsync"/>, which leaves the caller's synchronization context: a
    /// simulation has one thread, and everything must come back to it.</summary>
    public static async IAsyncEnumerable<T> ItemsAsync<T>(this ChannelReader<T> reader, [EnumeratorCancellation] CancellationToken stop)
    {
        while (await reader.WaitToReadAsync(stop))
        {
            while (reader.TryRead(out var item)) yield return item;
        }
    }
}
