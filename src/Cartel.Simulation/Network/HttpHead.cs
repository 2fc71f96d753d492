using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Cartel.Simulation;

/// <summary>How long the heads of HTTP/1.1 messages are.</summary>
internal static class HttpHead
{
    private const int LineEnd = 2;
    private const int NameEnd = 2;
    private const int Version = 8;

    // “Date: Sat, 21 Nov 2026 12:00:00 GMT”, which every answer has.
    private const int Date = 4 + NameEnd + 29 + LineEnd;

    /// <summary>The request line, the host and the fields given.</summary>
    public static int OfRequest(string method, string target, string host, IEnumerable<KeyValuePair<string, string>> fields) =>
        method.Length + 1 + target.Length + 1 + Version + LineEnd + Field("Host", host) + Fields(fields) + LineEnd;

    /// <summary>The status line, the date and the fields given.</summary>
    public static int OfAnswer(HttpStatusCode status, IEnumerable<KeyValuePair<string, string>> fields) =>
        Version + 1 + 3 + 1 + ReasonPhrases.GetReasonPhrase((int)status).Length + LineEnd + Date + Fields(fields) + LineEnd;

    private static int Fields(IEnumerable<KeyValuePair<string, string>> fields) => fields.Sum(static field => Field(field.Key, field.Value));

    private static int Field(string name, string value) => name.Length + NameEnd + value.Length + LineEnd;
}
