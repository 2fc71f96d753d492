using System.CommandLine;
using Cartel.Hosting;

namespace Cartel.Registry.Security;

/// <summary>The limits on the command line; one that is given sets the others to their defaults.</summary>
internal sealed class LimitOptions
{
    private static readonly RateLimits Defaults = new();

    private readonly Option<double?> _requests = Create("--limit-requests", $"Requests a second of one sender; with --auth {Defaults.RequestsPerSecond}", 1);
    private readonly Option<double?> _up = Create("--limit-up", $"Bytes a second that one sender may send; with --auth {Defaults.BytesUpPerSecond}", 1_024);
    private readonly Option<double?> _down = Create("--limit-down", $"Bytes a second that one sender may fetch; with --auth {Defaults.BytesDownPerSecond}", 1_024);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_requests, _up, _down]) command.Options.Add(option);
    }

    public RateLimits? Of(ParseResult parsed)
    {
        var (requests, up, down) = (parsed.GetValue(_requests), parsed.GetValue(_up), parsed.GetValue(_down));
        return requests is null && up is null && down is null
            ? null
            : new RateLimits
            {
                RequestsPerSecond = requests ?? Defaults.RequestsPerSecond,
                BytesUpPerSecond = up ?? Defaults.BytesUpPerSecond,
                BytesDownPerSecond = down ?? Defaults.BytesDownPerSecond,
            };
    }

    private static Option<double?> Create(string name, string description, double least) => NumberOption.Create(name, description, least, 1e12);
}
