using System.CommandLine;
using System.CommandLine.Parsing;
using Cartel.Hosting;

namespace Cartel.Registry.Hosting.Configuration;

/// <summary>The options of whoever runs the registry: what it logs, and whom it tells how it does.</summary>
internal sealed class OperationOptions
{
    private static readonly RegistryOptions Defaults = new();

    private readonly Option<string> _config = new("--config") { Description = "A file of YAML or JSON with these options by name; the environment (CARTEL_REGISTRY_PORT) and this line are stronger", HelpName = "FILE" };
    private readonly Option<bool> _check = new("--check") { Description = "Say what the registry would run with and whether that is well, and end" };
    private readonly Option<LogFormat> _logFormat = new("--log-format") { Description = "How it logs", DefaultValueFactory = static _ => Defaults.LogFormat };
    private readonly Option<LogLevel> _logLevel = new("--log-level") { Description = "What it logs at least", DefaultValueFactory = static _ => Defaults.LogLevel };
    private readonly Option<Uri?> _otlp = new("--otlp") { Description = "An OpenTelemetry collector for traces and metrics (OTLP over HTTP), such as http://127.0.0.1:4318", HelpName = "URL", CustomParser = ParseCollector };
    private readonly Option<double> _traceShare = NumberOption.Create("--trace-share", "The share of requests that begin a trace, beside those that belong to an agent's", Defaults.TraceShare, 0, 1);

    public IEnumerable<Option> All => [_logFormat, _logLevel, _otlp, _traceShare, _config, _check];

    public bool IsCheck(ParseResult parsed) => parsed.GetValue(_check);

    public RegistryOptions Apply(ParseResult parsed, RegistryOptions options) => options with
    {
        LogFormat = parsed.GetValue(_logFormat),
        LogLevel = parsed.GetValue(_logLevel),
        Otlp = parsed.GetValue(_otlp),
        TraceShare = parsed.GetValue(_traceShare),
    };

    private static Uri? ParseCollector(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;

        result.AddError($"--otlp: “{text}” is not the address of a collector, such as http://127.0.0.1:4318");
        return null;
    }
}
