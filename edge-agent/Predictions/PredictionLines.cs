using System.Buffers;
using System.Text.Json;
using Cartel.Learning;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>Predictions as JSON lines: to a file that stays bounded, or to standard output.</summary>
/// <remarks>
/// <para>A line is <c>{"sample":7,"key":"a","label":"low","confidence":0.93,"model":6}</c>; key is left out where there is none, label is null while
/// the model knows no class. After a crash the samples since the last checkpoint are read again, and their lines come again: <c>sample</c> tells.</para>
/// <para>A file of <see cref="LargestFile"/> bytes becomes <c>FILE.1</c>, in place of the one before, and a new one begins. A reader that is slow on
/// standard output slows the agent; a file that cannot be written costs only its lines, which are counted.</para>
/// </remarks>
internal sealed class PredictionLines : IPredictionSink
{
    /// <summary>The name of standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>The bytes that a file may have.</summary>
    public const long LargestFile = 64 * 1024 * 1024;

    private const int Buffered = 32 * 1024;

    private readonly string _path;
    private readonly long _largest;
    private readonly ILogger _log;
    private readonly string _agent;
    private readonly JsonEncodedText[] _classes;
    private readonly ArrayBufferWriter<byte> _buffer = new(Buffered + 1024);
    private readonly Utf8JsonWriter _json;
    private Stream? _stream;
    private long _lines;
    private bool _isTold;

    /// <param name="path">The file, or <see cref="StandardOutput"/>.</param>
    /// <param name="schema">Its classes' names are written.</param>
    /// <param name="agent">For the log.</param>
    /// <param name="log">Hears where lines are lost.</param>
    /// <param name="largest">The bytes that the file may have.</param>
    public PredictionLines(string path, FeatureSchema schema, string agent, ILogger log, long largest = LargestFile)
    {
        (_path, _largest, _log, _agent) = (path, largest, log, agent);
        _classes = [.. schema.Classes.Select(static name => JsonEncodedText.Encode(name))];
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
    }

    /// <summary>Lines that could not be written.</summary>
    public long Lost { get; private set; }

    /// <inheritdoc/>
    public void Write(long sample, string? key, Prediction prediction, long modelVersion)
    {
        _json.WriteStartObject();
        _json.WriteNumber("sample"u8, sample);
        if (key is not null) _json.WriteString("key"u8, key);
        if (prediction.Label >= 0) _json.WriteString("label"u8, _classes[prediction.Label]);
        else _json.WriteNull("label"u8);
        _json.WriteNumber("confidence"u8, MathF.Round(prediction.Confidence, 4));
        _json.WriteNumber("model"u8, modelVersion);
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        _lines++;
        if (_buffer.WrittenCount >= Buffered) Flush();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        if (_lines == 0) return;

        try
        {
            _stream ??= Open();
            _stream.Write(_buffer.WrittenSpan);
            _stream.Flush();
            _isTold = false;
            if (_path != StandardOutput && _stream.Length >= _largest) Rotate();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Lost += _lines;
            if (!_isTold) AgentLog.PredictionsLost(_log, _agent, _path, failure.Message, Lost);
            _isTold = true;
            Close();
        }

        _buffer.ResetWrittenCount();
        _lines = 0;
    }

    public void Dispose()
    {
        Flush();
        Close();
        _json.Dispose();
    }

    private Stream Open()
    {
        if (_path == StandardOutput) return Console.OpenStandardOutput();

        var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        // A crash may have cut a line in two.
        if (file.Length > 0 && !EndsWithLine(_path)) file.Write("\n"u8);
        return file;
    }

    private static bool EndsWithLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private void Rotate()
    {
        Close();
        File.Move(_path, _path + ".1", overwrite: true);
    }

    private void Close()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (IOException)
        {
            // What it held is lost with it, and counted.
        }

        _stream = null;
    }
}
