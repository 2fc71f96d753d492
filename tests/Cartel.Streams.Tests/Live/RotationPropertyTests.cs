using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Streams.Tests;

/// <summary>Whatever happens to a log and to its reader: no row twice, none left out that is still somewhere.</summary>
public sealed class RotationPropertyTests : FolderTest
{
    private const int Steps = 60;

    [Test]
    public void No_row_is_read_twice_and_none_is_left_out_that_is_somewhere([Range(1, 60)] int seed)
    {
        var random = new Random(seed);
        var log = new RotatedLog(Folder.Path, random);
        var told = new List<string>();
        var read = new List<int>();
        var (mark, atMark) = ("", 0);
        var source = LiveReading.Open($"csv:{log.Path}?follow=true");
        for (var step = 0; step < Steps; step++)
        {
            told.Add(log.Step());
            if (random.Next(2) == 0) told.Add($"read {Read(source, read, random.Next(1, 300))}");
            if (random.Next(4) == 0) (mark, atMark) = (source.Mark, read.Count);
            if (random.Next(8) == 0)
            {
                // A crash: what was read since the last checkpoint is not known any more.
                source.Dispose();
                read.RemoveRange(atMark, read.Count - atMark);
                source = LiveReading.Open($"csv:{log.Path}?follow=true");
                source.Return(mark, atMark);
                told.Add($"crash, back to {atMark} by {mark}");
            }
        }

        log.Finish();
        told.Add(log.Describe());
        for (var look = 0; look < 10; look++) Read(source, read, int.MaxValue);
        source.Dispose();

        told.Add($"at the end {Ranges(read)}; gaps {string.Join(", ", source.Gaps)}");
        var story = string.Join('\n', told);
        Assert.That(read, Is.Ordered.Ascending.And.Unique, story);
        Assert.That(Enumerable.Range(0, log.Written).Except(read), Is.SubsetOf(log.Gone), story);
        Assert.That(source.BadRows.Count, Is.Zero, story);
    }

    private static string Ranges(List<int> rows) =>
        string.Join(", ", rows.Where((row, i) => i == 0 || i == rows.Count - 1 || rows[i - 1] != row - 1 || rows[i + 1] != row + 1));

    private static int Read(LiveSource source, List<int> read, int most)
    {
        var sample = new Sample(1);
        var count = 0;
        while (count < most && source.TryRead(sample))
        {
            read.Add((int)sample.Values[0]);
            count++;
        }

        return count;
    }
}
