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

    [Test]
    public async Task What_is_written_and_rotated_while_it_is_read_is_read_once()
    {
        const int rotations = 100;
        const int rows = 20;
        var log = Folder.File("log.csv");
        File.WriteAllText(log, "x,class\n");
        using var source = LiveReading.Open($"csv:{log}?follow=true");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var writing = Task.Run(() =>
        {
            for (var rotation = 0; rotation < rotations; rotation++)
            {
                for (var row = 0; row < rows; row++) File.AppendAllText(log, $"{rotation * rows + row},a\n");
                for (var number = rotation; number > 0; number--) File.Move($"{log}.{number}", $"{log}.{number + 1}");
                File.Move(log, log + ".1");
                File.WriteAllText(log, "x,class\n");
            }
        });
        var read = new List<int>();
        while (read.Count < rotations * rows && !deadline.IsCancellationRequested) Read(source, read, int.MaxValue);
        await writing;

        Assert.That(read, Is.EqualTo(Enumerable.Range(0, rotations * rows)));
        Assert.That(source.Gaps.Keys, Is.SubsetOf((string[])["unreadable", "missing"]));
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
