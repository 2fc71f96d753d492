using System.Text.Json;
using Cartel.Learning;
using Microsoft.AspNetCore.Http;

namespace Cartel.Agent;

/// <summary><c>POST /v1/predict</c>: one sample, or <c>{"samples": […]}</c>.</summary>
internal sealed class PredictApi(FeatureSchema schema, Predictor predictor, LocalCounts counts)
{
    /// <summary>The most samples of one request.</summary>
    public const int MostSamples = 1_000;

    private const int MostBytes = 1024 * 1024;

    private readonly FeatureReader _reader = new(schema);
    private readonly JsonEncodedText[] _classes = [.. schema.Classes.Select(static name => JsonEncodedText.Encode(name))];

    public async Task ServeAsync(HttpContext http, CancellationToken cancellation)
    {
        var body = await LocalExchange.ReadAsync(http.Request, MostBytes, cancellation);
        var values = _reader.Read(body.Span, MostSamples, out var isBatch);
        var predictions = await predictor.PredictAsync(values, http.Request.Query["probabilities"] == "true", cancellation);
        counts.Predicted(predictions.Labels.Length);
        await LocalExchange.AnswerAsync(http.Response, writer => Write(writer, predictions, isBatch));
    }

    private void Write(Utf8JsonWriter writer, Predictions predictions, bool isBatch)
    {
        writer.WriteStartObject();
        if (isBatch)
        {
            writer.WriteStartArray("predictions");
            for (var i = 0; i < predictions.Labels.Length; i++)
            {
                writer.WriteStartObject();
                WriteOne(writer, predictions, i);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }
        else
        {
            WriteOne(writer, predictions, 0);
        }

        writer.WriteStartObject("model");
        writer.WriteNumber("samplesLearned", predictions.SamplesLearned);
        writer.WriteBoolean("onTrial", predictions.OnTrial);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteOne(Utf8JsonWriter writer, Predictions predictions, int i)
    {
        var (label, confidence) = predictions.Labels[i];
        if (label < 0) writer.WriteNull("label");
        else writer.WriteString("label", _classes[label]);
        writer.WriteNumber("confidence", confidence);
        if (predictions.Probabilities.Length == 0) return;

        writer.WriteStartObject("probabilities");
        for (var k = 0; k < _classes.Length; k++) writer.WriteNumber(_classes[k], predictions.Probabilities[i * _classes.Length + k]);
        writer.WriteEndObject();
    }
}
