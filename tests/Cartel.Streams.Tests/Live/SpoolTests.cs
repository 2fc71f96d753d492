using System.Text;
using Cartel.Learning;
using Cartel.Testing;

namespace Cartel.Streams.Tests;

public sealed class SpoolTests : FolderTest
{
    private static readonly FeatureSchema Schema = LiveReading.Numbered;

    [Test]
    public void What_is_posted_is_read_in_order_with_labels_and_keys()
    {
        using var spool = Open(new SpoolOptions { Key = "id" });

        var answer = Post(spool, "{\"x\":1,\"class\":\"b\",\"id\":\"p\"}\n\n{\"x\":2,\"id\":7}");

        Assert.That((answer.Outcome, answer.Samples, answer.Reason), Is.EqualTo((SpoolOutcome.Accepted, 2, (string?)null)));
        Assert.That(spool.Source.DrainNames(), Is.EqualTo(new (int, string?)[] { (1, "p"), (Sample.Unlabelled, "7") }));
        Assert.That(spool.Source.BadRows.Count, Is.Zero);
    }

    [Test]
    public void A_batch_with_a_bad_line_is_refused_whole_and_says_which_line_and_why()
    {
        using var spool = Open();

        var answer = Post(spool, "{\"x\":1}\n\n{\"x\":\"much\"}\n{\"x\":1e999}\n{\"x\":1,\"class\":\"z\"}\nhello\n");

        Assert.That(answer.Outcome, Is.EqualTo(SpoolOutcome.Invalid));
        Assert.That(answer.Faults.Select(static fault => fault.Line), Is.EqualTo(new[] { 3, 4, 5, 6 }));
        Assert.That(answer.Faults[0].Reason, Is.EqualTo("“x” holds the text “much” where a number is due"));
        Assert.That(answer.Faults[2].Reason, Does.Contain("unknown class “z”; the classes are a, b"));
        Assert.That(spool.Source.Drain(), Is.Empty);
    }

    [Test]
    public void A_batch_that_is_sent_again_is_not_learned_again_also_by_the_next_process()
    {
        using (var spool = Open())
        {
            Assert.That(Post(spool, "{\"x\":1}", "k").Outcome, Is.EqualTo(SpoolOutcome.Accepted));
            Assert.That(Post(spool, "{\"x\":1}", "k").Outcome, Is.EqualTo(SpoolOutcome.Duplicate));
        }

        using var next = Open();
        Assert.That(Post(next, "{\"x\":1}", "k").Outcome, Is.EqualTo(SpoolOutcome.Duplicate));
        Assert.That(Post(next, "{\"x\":2}", "l").Outcome, Is.EqualTo(SpoolOutcome.Accepted));
        Assert.That(next.Source.Drain(), Is.EqualTo(new float[] { 1, 2 }));
    }

    [Test]
    public void Keys_outlive_the_files_of_their_batches_and_only_the_last_are_remembered()
    {
        var options = new SpoolOptions { CapacityBytes = 64 * 1024, RememberedBatches = 3 };
        using (var spool = Open(options))
        {
            for (var i = 0; i < 400; i++)
            {
                Assert.That(Post(spool, Wide(i), $"k{i}").Outcome, Is.EqualTo(SpoolOutcome.Accepted), $"batch {i}");
                spool.Source.Drain(1);
                spool.Source.Commit(spool.Source.Mark);
            }
        }

        using var next = Open(options);
        Assert.That(Enumerable.Range(397, 3).Select(i => Post(next, Wide(i), $"k{i}").Outcome), Is.All.EqualTo(SpoolOutcome.Duplicate));
        Assert.That(Post(next, Wide(396), "k396").Outcome, Is.EqualTo(SpoolOutcome.Accepted), "forgotten");
    }

    [Test]
    public void A_full_queue_refuses_keeps_to_its_bytes_and_takes_again_once_some_is_learned()
    {
        using var spool = Open(new SpoolOptions { CapacityBytes = 64 * 1024 });
        var accepted = 0;
        while (Post(spool, Wide(accepted)) is { Outcome: SpoolOutcome.Accepted }) accepted++;

        Assert.That(Post(spool, Wide(0)).Outcome, Is.EqualTo(SpoolOutcome.Full));
        Assert.That(new DirectoryInfo(Folder.Path).EnumerateFiles().Sum(static file => file.Length), Is.EqualTo(spool.Bytes).And.LessThanOrEqualTo(64 * 1024));

        Assert.That(spool.Source.Drain(1), Is.EqualTo(Enumerable.Range(0, accepted).Select(static i => (float)i)));
        Assert.That(Post(spool, Wide(0)).Outcome, Is.EqualTo(SpoolOutcome.Full), "read is not yet learned for good");

        spool.Source.Commit(spool.Source.Mark);
        Assert.That(Post(spool, Wide(accepted)).Outcome, Is.EqualTo(SpoolOutcome.Accepted));
        Assert.That(spool.Source.Drain(1), Is.EqualTo(new[] { (float)accepted }));
    }

    [Test]
    public void Whatever_was_being_written_when_the_process_died_is_cut_off_and_all_before_is_there([Values(1, 7)] int batches)
    {
        using (var spool = Open())
        {
            for (var i = 0; i < batches; i++) Post(spool, $"{{\"x\":{i}}}\n{{\"x\":{i + 0.5}}}", $"k{i}");
        }

        var path = Directory.GetFiles(Folder.Path).Single();
        var whole = File.ReadAllBytes(path);
        var lines = Encoding.ASCII.GetString(whole).Split('\n');
        var before = lines.SkipLast(4).Sum(static line => line.Length + 1);
        for (var cut = before; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(path, whole[..cut]);
            using var spool = Open();
            Assert.That(Post(spool, "{\"x\":-1}", $"k{batches - 1}").Outcome, Is.EqualTo(SpoolOutcome.Accepted), $"cut at {cut}: it was never accepted, so it is no duplicate");
            float[] expected = [.. Enumerable.Range(0, batches - 1).SelectMany(static i => new[] { i, i + 0.5f }), -1];
            Assert.That(spool.Source.Drain(), Is.EqualTo(expected), $"cut at {cut}");
        }
    }

    [Test]
    public void A_mark_leads_the_next_process_to_the_next_sample_across_files()
    {
        var options = new SpoolOptions { CapacityBytes = 64 * 1024 };
        string mark;
        using (var spool = Open(options))
        {
            for (var i = 0; i < 40; i++) Post(spool, Wide(i));
            var sample = new Sample(1);
            for (var i = 0; i < 25; i++) spool.Source.TryRead(sample);
            mark = spool.Source.Mark;
            spool.Source.Commit(mark);
        }

        using var next = Open(options);
        next.Source.Return(mark, 25);

        Assert.That(next.Source.Drain(), Is.EqualTo(Enumerable.Range(25, 15).Select(static i => (float)i)));
        Assert.That(next.Source.Position, Is.EqualTo(40));
        Assert.That(next.Source.Gaps, Is.Empty);
    }

    [Test]
    public async Task One_reads_while_others_write_and_commits_on_the_way()
    {
        using var spool = Open(new SpoolOptions { CapacityBytes = 256 * 1024 });
        var posted = 0;
        var writers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (var number = Interlocked.Increment(ref posted); number <= 600; number = Interlocked.Increment(ref posted))
            {
                while (Post(spool, $"{Wide(number)}\n{Wide(-number)}", $"k{number}").Outcome is SpoolOutcome.Full)
                {
                }
            }
        })).ToArray();
        var read = new List<float>();
        var sample = new Sample(1);
        while (read.Count < 1200)
        {
            if (spool.Source.TryRead(sample)) read.Add(sample.Values[0]);
            else spool.Source.Commit(spool.Source.Mark);
        }

        await Task.WhenAll(writers);
        Assert.That(read.Where((_, i) => i % 2 == 0), Is.EquivalentTo(Enumerable.Range(1, 600).Select(static i => (float)i)));
        Assert.That(Enumerable.Range(0, 600).Select(i => read[2 * i] + read[2 * i + 1]), Is.All.Zero, "each batch in one piece");
        Assert.That((spool.Source.TryRead(sample), spool.Source.BadRows.Count, spool.Source.Gaps.Count), Is.EqualTo((false, 0, 0)));
    }

    [Test]
    public async Task Who_waits_is_woken_by_a_batch()
    {
        using var spool = Open();
        Assert.That(spool.Source.TryRead(new Sample(1)), Is.False);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var waiting = spool.Source.WaitAsync(deadline.Token);

        Post(spool, "{\"x\":1}");
        await waiting;

        Assert.That(spool.Source.Drain(), Is.EqualTo(new float[] { 1 }));
    }

    [Test]
    public void A_disk_that_is_full_refuses_a_batch_and_takes_it_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(1);
        using var spool = Spool.Open(Path.Combine(disk.Path, "spool"), Schema, new SpoolOptions(), TimeProvider.System);
        Post(spool, "{\"x\":1}", "a");
        disk.Fill();

        Assert.That(Post(spool, string.Concat(Enumerable.Repeat(Wide(2) + '\n', 10)), "b").Outcome, Is.EqualTo(SpoolOutcome.Failed));
        Assert.That(spool.Source.Drain(), Is.EqualTo(new float[] { 1 }));

        disk.Free();
        Assert.That(Post(spool, Wide(2), "b").Outcome, Is.EqualTo(SpoolOutcome.Accepted));
        Assert.That(spool.Source.Drain(), Is.EqualTo(new float[] { 2 }));
    }

    [Test]
    public void A_batch_longer_than_one_may_be_is_refused()
    {
        using var spool = Open(new SpoolOptions { LargestBatchBytes = 10 });

        Assert.That(Post(spool, "{\"x\":1234}").Outcome, Is.EqualTo(SpoolOutcome.Accepted));
        Assert.That(Post(spool, "{\"x\":12345}").Outcome, Is.EqualTo(SpoolOutcome.TooLarge));
    }

    private Spool Open(SpoolOptions? options = null) => Spool.Open(Folder.Path, Schema, options ?? new SpoolOptions(), TimeProvider.System);

    private static SpoolAnswer Post(Spool spool, string lines, string? key = null) => spool.Append(Encoding.UTF8.GetBytes(lines), key);

    private static string Wide(int x) => $"{{\"x\":{x},\"note\":\"{new string('n', 1000)}\"}}";
}
