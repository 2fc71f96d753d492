namespace Cartel.Learning;

/// <summary>Where a feature extractor is to run.</summary>
public enum ExtractorDevice
{
    /// <summary>On a GPU where there is one that can be used, else on the processor.</summary>
    Auto,

    /// <summary>On the processor.</summary>
    Cpu,

    /// <summary>On a GPU by CUDA; on the processor where that cannot be used.</summary>
    Cuda,
}

/// <summary>Which feature extractor is wanted.</summary>
/// <param name="File">Its file.</param>
/// <param name="Sha256">The hash that its bytes must have: 64 hexadecimal digits.</param>
/// <param name="Inputs">How many numbers a row has.</param>
/// <param name="Length">How many numbers an embedding has.</param>
/// <param name="Device">Where it is to run.</param>
public sealed record ExtractorRequest(string File, string Sha256, int Inputs, int Length, ExtractorDevice Device);

/// <summary>A plug-in that knows how to run feature extractors.</summary>
public interface IExtractorPlugin
{
    /// <summary>Loads a feature extractor.</summary>
    /// <param name="request">Which one.</param>
    /// <param name="note">Hears what people should know, such as why it runs elsewhere than it was wanted.</param>
    /// <exception cref="InvalidDataException">It cannot be used; the message says why.</exception>
    IFeatureExtractor Load(ExtractorRequest request, Action<string> note);
}
