using Cartel.Onnx.Format;
using Google.Protobuf;

namespace Cartel.Onnx;

/// <summary>Reads ONNX files, which may be anything.</summary>
internal static class OnnxFile
{
    /// <summary>The largest file that is read: 256 MiB.</summary>
    public const long MostBytes = 256L * 1024 * 1024;

    /// <summary>Reads a file and has something made of its bytes; what is wrong is told with the file's name.</summary>
    /// <exception cref="OnnxException">It cannot be read, or <paramref name="make"/> refuses it.</exception>
    public static T Read<T>(string file, Func<byte[], T> make)
    {
        try
        {
            var size = new FileInfo(file).Length;
            if (size > MostBytes) throw new OnnxException($"{file} has {size >> 20} MiB; {MostBytes >> 20} MiB are allowed");
            return make(File.ReadAllBytes(file));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new OnnxException($"{file} cannot be read: {unreadable.Message}", unreadable);
        }
        catch (OnnxException refused) when (!refused.Message.StartsWith(file, StringComparison.Ordinal))
        {
            throw new OnnxException($"{file}: {refused.Message}", refused);
        }
    }

    /// <summary>Parses a model.</summary>
    /// <exception cref="OnnxException">It is none, or damaged.</exception>
    public static ModelProto Parse(byte[] bytes)
    {
        try
        {
            var model = ModelProto.Parser.ParseFrom(bytes);
            return model.Graph is not null ? model : throw new OnnxException("it is no ONNX model: it has no graph");
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw new OnnxException($"it is no ONNX model, or damaged: {damage.Message}", damage);
        }
    }
}
