using System.Numerics.Tensors;
using Cartel.Learning;
using Microsoft.ML.OnnxRuntime;

namespace Cartel.Onnx.Runtime;

/// <summary>A feature extractor that ONNX Runtime runs, on one thread.</summary>
/// <remarks>Memory for one row is kept, so that a stream of single samples allocates little; a batch runs in pieces of at most <see cref="MostRows"/>.</remarks>
public sealed class OnnxExtractor : IFeatureExtractor
{
    /// <summary>How many rows run at a time at most: the memory of what lies between the model's layers grows with them.</summary>
    public const int MostRows = 256;

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string _inputName;
    private readonly string _outputName;
    private readonly long[] _shape;
    private readonly Batch _single;
    private Batch? _many;

    /// <summary>Opens a model that has been checked, and runs it once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="length">How many numbers an embedding has.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="note">Hears why it runs elsewhere.</param>
    /// <exception cref="OnnxException">ONNX Runtime refuses it, or it does not give what it says.</exception>
    public OnnxExtractor(ExtractorModel model, int length, ExtractorDevice device, Action<string> note)
    {
        (_inputName, _outputName, _shape) = (model.Input, model.Output, [.. model.InputShape]);
        (Inputs, Length) = ((int)TensorPrimitives.Product<long>(_shape), length);
        _session = ExecutionProvider.Open(model.Bytes, device, note);
        _single = new Batch(1, this);
        try
        {
            // What is wrong with it is to show now, and not at the first sample.
            Extract(new float[2 * Inputs], new float[2 * Length]);
            Extract(new float[Inputs], new float[Length]);
        }
        catch (OnnxRuntimeException fault)
        {
            Dispose();
            throw new OnnxException($"the model cannot run: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Length { get; }

    /// <inheritdoc/>
    public void Extract(ReadOnlySpan<float> rows, Span<float> embeddings)
    {
        var count = rows.Length / Inputs;
        if (count * Inputs != rows.Length) throw new ArgumentException($"has {rows.Length} numbers, which are no whole rows of {Inputs}", nameof(rows));
        if (count * Length != embeddings.Length) throw new ArgumentException($"has {embeddings.Length} places where {count * Length} are due", nameof(embeddings));

        for (int from = 0, taken; from < count; from += taken)
        {
            taken = Math.Min(MostRows, count - from);
            BatchOf(taken).Run(rows.Slice(from * Inputs, taken * Inputs), embeddings.Slice(from * Length, taken * Length));
        }

        if (TensorPrimitives.IsFiniteAll<float>(embeddings)) return;
        foreach (ref var value in embeddings)
        {
            if (!float.IsFinite(value)) value = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _single.Dispose();
        _many?.Dispose();
        _options.Dispose();
        _session.Dispose();
    }

    private Batch BatchOf(int rows)
    {
        if (rows == 1) return _single;
        if (_many?.Rows == rows) return _many;

        _many?.Dispose();
        return _many = new Batch(rows, this);
    }

    // Memory for so many rows and their embeddings, in the form that the runtime takes.
    private sealed class Batch : IDisposable
    {
        private readonly OnnxExtractor _extractor;
        private readonly float[] _input;
        private readonly float[] _output;
        private readonly OrtValue _inputs;
        private readonly OrtValue _outputs;
        private readonly OrtIoBinding _binding;

        public Batch(int rows, OnnxExtractor extractor)
        {
            (Rows, _extractor) = (rows, extractor);
            (_input, _output) = (new float[rows * extractor.Inputs], new float[rows * extractor.Length]);
            _inputs = OrtValue.CreateTensorValueFromMemory(_input, [rows, .. extractor._shape]);
            _outputs = OrtValue.CreateTensorValueFromMemory(_output, [rows, extractor.Length]);
            // Bound once: names are not looked up again for every row.
            _binding = extractor._session.CreateIoBinding();
            _binding.BindInput(extractor._inputName, _inputs);
            _binding.BindOutput(extractor._outputName, _outputs);
        }

        public int Rows { get; }

        public void Run(ReadOnlySpan<float> rows, Span<float> embeddings)
        {
            rows.CopyTo(_input);
            _extractor._session.RunWithBinding(_extractor._options, _binding);
            _binding.SynchronizeBoundOutputs();
            _output.CopyTo(embeddings);
        }

        public void Dispose()
        {
            _binding.Dispose();
            _inputs.Dispose();
            _outputs.Dispose();
        }
    }
}
