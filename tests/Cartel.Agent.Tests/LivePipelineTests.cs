using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartel.Agent.Tests;

/// <summary>A pipeline whose samples and labels come apart, in any order, from streams that rest; it dies wherever it likes.</summary>
internal sealed class LivePipelineTests
{
    private const int Count = 120;

    private static readonly FeatureSchema Schema = new([Feature.Numeric("x")], ["a", "b", "c"]);

    [Test]
    public async Task Each_sample_is_learned_with_its_own_label_once([Values(0, 1, 2, 3)] int seed)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        var (samples, labels) = (Enumerable.Range(0, Count).ToArray(), Enumerable.Range(0, Count).ToArray());
        random.Shuffle(labels);
        var learned = 0L;
        for (var run = 0; run < 12; run++)
        {
            using var checkpoint = new Checkpoint(folder.Path);
            var last = run == 11;
            // Each run but the last has a part of both streams, and dies without a word.
            learned = await RunAsync(checkpoint, samples[..Part(samples)], labels[..Part(labels)], last);

            int Part(int[] all) => last ? all.Length : random.Next(all.Length);
        }

        Assert.That(learned, Is.EqualTo(Count));
        using var after = new Checkpoint(folder.Path);
        Assert.That(((ICheckpoint)after).Waiting(), Is.EqualTo((0L, 0L)), "nothing waits any more");
    }

    private static async Task<long> RunAsync(Checkpoint checkpoint, int[] samples, int[] labels, bool ends)
    {
        using var stop = new CancellationTokenSource();
        var time = new ManualTime();
        using var source = new ScriptedSamples(samples, time, ends);
        using var later = new ScriptedLabels(labels);
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", Schema), new());
        var encoder = new OneHotEncoder(Schema);
        if (checkpoint.Load() is { } snapshot)
        {
            source.Return(snapshot.Mark, snapshot.Position);
            later.Return(snapshot.LabelsMark);
            (learner, encoder) = (CollaborativeLearner.Restore(Schema, new(), snapshot.Learner), OneHotEncoder.Restore(Schema, snapshot.Encoder));
        }

        var settings = new AgentSettings { Name = "gateway-1", TaskFile = "", Data = "", StateFolder = "", CheckpointEvery = TimeSpan.FromSeconds(1) };
        var state = new AgentState(source, encoder, learner, null, checkpoint, new LateLabels(checkpoint, 1_000), later);
        var pipeline = new Pipeline(settings, state, null, new Mailbox(), new Courier(PublicationPolicy.Create()), time, NullLogger.Instance);
        if (ends)
        {
            await pipeline.RunAsync(stop.Token);
            return learner.Samples;
        }

        Assert.That(async () => await pipeline.RunAsync(stop.Token), Throws.TypeOf<IOException>());
        return learner.Samples;
    }

    /// <summary>Samples whose value says their label; where they end the device dies, or the stream does.</summary>
    private sealed class ScriptedSamples(int[] numbers, ManualTime time, bool ends) : ILiveSource
    {
        public FeatureSchema Schema => LivePipelineTests.Schema;

        public long Position { get; private set; }

        public string Mark => $"{Position}";

        public bool HasEnded => ends && Position >= numbers.Length;

        public IReadOnlyDictionary<string, long> Gaps { get; } = new Dictionary<string, long>();

        public bool TryRead(Sample sample)
        {
            // A checkpoint every few samples.
            time.Advance(TimeSpan.FromMilliseconds(130));
            if (Position >= numbers.Length) return ends ? false : throw new IOException("the power failed");

            var number = numbers[Position++];
            (sample.Values[0], sample.Label, sample.Key) = (number % 3 * 10, Sample.Unlabelled, $"k{number}");
            return true;
        }

        public void Return(string mark, long position) => Position = position;

        public void Seek(long position) => throw new NotSupportedException();

        public ValueTask WaitAsync(CancellationToken stop) => ValueTask.CompletedTask;

        public void Commit(string mark)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class ScriptedLabels(int[] numbers) : ILabelSource
    {
        private int _next;

        public string Mark => $"{_next}";

        public bool TryRead(out string key, out int label)
        {
            (key, label) = ("", 0);
            if (_next >= numbers.Length) return false;

            var number = numbers[_next++];
            (key, label) = ($"k{number}", number % 3);
            return true;
        }

        public void Return(string mark) => _next = mark.Length == 0 ? 0 : int.Parse(mark, System.Globalization.CultureInfo.InvariantCulture);

        public void Commit(string mark)
        {
        }

        public void Dispose()
        {
        }
    }
}
