using System.Diagnostics;
using System.Globalization;
using Cartel.Learning;
using Cartel.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Cartel.Benchmarks;

/// <summary>How fast a feature extractor makes embeddings, beside ONNX Runtime called directly with the same model, thread count and batch.</summary>
/// <remarks>All three take turns, round after round: what else the machine does meets each of them alike.</remarks>
internal static class ExtractorBenchmark
{
    private const double Target = 0.8;

    // More than a processor keeps near: samples come from elsewhere.
    private const int Rows = 1_024;
    private const float Tolerance = 1e-4f;
    private static readonly int[] Batches = [1, 32, 256];
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether this build has ONNX Runtime.</summary>
    public static bool IsBuiltIn => true;

    /// <summary>Measures one extractor, on the processor; where there is a GPU for it, there too.</summary>
    /// <param name="path">The task, or its folder.</param>
    /// <param name="rounds">How many rounds; the median counts.</param>
    public static void Print(string path, int rounds)
    {
        var task = ExtractorTask.Read(path);
        using var extractor = task.Load(ExtractorDevice.Cpu, static _ => { });
        var model = ExtractorModel.Read(task.File, task.Manifest.Extractor!.Sha256, extractor.Inputs, extractor.Length);
        var random = new Random(1);
        float[] rows = [.. Enumerable.Range(0, Rows * extractor.Inputs).Select(_ => random.NextSingle())];

        Console.WriteLine(Machine.Describe());
        Console.WriteLine($"{task.Manifest.Extractor.Name}.onnx, {model.Bytes.Length:N0} bytes: {extractor.Inputs} numbers to {extractor.Length}. Rows a second on one thread, by its own time;");
        Console.WriteLine($"median of {rounds} rounds by turns, and of each round's ratio to the faster of the two; load {Machine.Load()}");
        string? lacking = null;
        using var onGpu = task.Load(ExtractorDevice.Cuda, note => lacking = note);
        Console.WriteLine($"GPU: {lacking ?? "CUDA can be used here"}");
        Console.WriteLine();
        Console.WriteLine("| batch | Cartel's extractor | ONNX Runtime, Run | ONNX Runtime, memory bound once | ratio | target |\n| ---: | ---: | ---: | ---: | ---: | ---: |");
        var missed = Batches.Count(batch => Compare(extractor, model, rows, batch, rounds) < Target);
        Console.WriteLine(missed == 0 ? "\nThe target is met." : $"\nThe target is missed in {missed} of {Batches.Length} rows.");
        if (lacking is not null) return;

        Console.WriteLine("\nBy the clock:\n\n| batch | processor | GPU | greatest difference |\n| ---: | ---: | ---: | ---: |");
        foreach (var batch in Batches) CompareDevices(extractor, onGpu, rows, batch);
    }

    private static void CompareDevices(IFeatureExtractor processor, IFeatureExtractor gpu, float[] rows, int batch)
    {
        var (taken, expected, found) = (rows.AsMemory(0, batch * processor.Inputs), new float[batch * processor.Length], new float[batch * processor.Length]);
        var rates = new[] { RateByClock(() => processor.Extract(taken.Span, expected), batch), RateByClock(() => gpu.Extract(taken.Span, found), batch) };
        var difference = expected.Zip(found, static (one, other) => Math.Abs(one - other)).Max();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {batch} | {rates[0]:N0} | {rates[1]:N0} | {difference:0.0000} |"));
    }

    // What a GPU does is not on the thread's own time.
    private static double RateByClock(Action call, int batch)
    {
        call();
        var (start, calls) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(start) < Round * 5; calls++) call();
        return calls * (double)batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Compare(IFeatureExtractor extractor, ExtractorModel model, float[] rows, int batch, int rounds)
    {
        var ours = new float[batch * extractor.Length];
        using var direct = new DirectRuntime(model, rows, extractor.Length, batch);
        var from = 0;
        extractor.Extract(rows.AsSpan(0, batch * extractor.Inputs), ours);
        Check(ours, direct.Run(0));
        Check(ours, direct.RunBound());

        Action[] contenders = [() => extractor.Extract(rows.AsSpan(Next() * extractor.Inputs, batch * extractor.Inputs), ours), () => direct.Run(Next()), () => direct.RunBound()];
        foreach (var contender in contenders) Rate(contender, batch);
        var rates = Enumerable.Range(0, rounds).Select(_ => contenders.Select(contender => Rate(contender, batch)).ToArray()).ToList();
        var ratio = Median(rates.Select(static round => round[0] / Math.Max(round[1], round[2])));
        var medians = Enumerable.Range(0, contenders.Length).Select(i => Median(rates.Select(round => round[i])).ToString("N0", CultureInfo.InvariantCulture));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {batch} | {string.Join(" | ", medians)} | {ratio:0.00} | {Target} |"));
        return ratio;

        int Next() => from = (from + batch) % Rows;
    }

    private static double Rate(Action call, int batch)
    {
        var (start, work, calls) = (Stopwatch.GetTimestamp(), Machine.WorkSeconds(), 0);
        for (; Stopwatch.GetElapsedTime(start) < Round; calls++) call();
        return calls * (double)batch / (Machine.WorkSeconds() - work);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static void Check(float[] ours, ReadOnlySpan<float> theirs)
    {
        for (var i = 0; i < ours.Length; i++)
        {
            if (Math.Abs(ours[i] - theirs[i]) > Tolerance) throw new InvalidOperationException($"number {i} of the embeddings is {ours[i]}, and {theirs[i]} where ONNX Runtime is called directly");
        }
    }

    /// <summary>A session on one thread, as those who use ONNX Runtime write it.</summary>
    private sealed class DirectRuntime : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _options = new();
        private readonly ExtractorModel _model;
        private readonly float[] _rows;
        private readonly float[] _embeddings;
        private readonly long[] _shape;
        private readonly int _rowLength;
        private readonly OrtValue _input;
        private readonly OrtValue _output;
        private readonly OrtIoBinding _binding;

        public DirectRuntime(ExtractorModel model, float[] rows, int length, int batch)
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            (_session, _model, _rows) = (new InferenceSession(model.Bytes, options), model, rows);
            (_shape, _rowLength, _embeddings) = ([batch, .. model.InputShape], rows.Length / Rows, new float[batch * length]);
            _input = OrtValue.CreateTensorValueFromMemory(rows[..(batch * _rowLength)], _shape);
            _output = OrtValue.CreateTensorValueFromMemory(_embeddings, [batch, length]);
            _binding = _session.CreateIoBinding();
            _binding.BindInput(model.Input, _input);
            _binding.BindOutput(model.Output, _output);
        }

        /// <summary>Runs the rows from one on, with outputs that the runtime makes.</summary>
        public ReadOnlySpan<float> Run(int from)
        {
            var taken = _rows.AsMemory(from * _rowLength, (int)_shape[0] * _rowLength);
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, taken, _shape);
            using var outputs = _session.Run(_options, [_model.Input], [input], [_model.Output]);
            outputs[0].GetTensorDataAsSpan<float>().CopyTo(_embeddings);
            return _embeddings;
        }

        /// <summary>Runs the first rows in memory that was bound beforehand: the least that can be done, for no sample comes in.</summary>
        public ReadOnlySpan<float> RunBound()
        {
            _session.RunWithBinding(_options, _binding);
            return _embeddings;
        }

        public void Dispose()
        {
            _binding.Dispose();
            _input.Dispose();
            _output.Dispose();
            _options.Dispose();
            _session.Dispose();
        }
    }
}
