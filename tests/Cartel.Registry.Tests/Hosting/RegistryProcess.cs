using System.Diagnostics;
using System.Text;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Hosting;

/// <summary>The program itself, as a user starts it.</summary>
internal sealed class RegistryProcess : IDisposable
{
    private readonly Process _process;

    private readonly StringBuilder _errors;

    private RegistryProcess(Process process, Uri address, StringBuilder errors) =>
        (_process, Http, _errors) = (process, new HttpClient { BaseAddress = address }, errors);

    /// <summary>Its log so far; all of it once it has ended.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    public HttpClient Http { get; }

    public int Id => _process.Id;

    public RegistryClient Client => new(Http);

    public static async Task<RegistryProcess> StartAsync(params string[] arguments)
    {
        var process = Launch(arguments);
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors) errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.That(line, Does.StartWith("Listening on http://127.0.0.1:"));
        return new RegistryProcess(process, new Uri(line!["Listening on ".Length..]), errors);
    }

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>The same with variables in its environment.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync((string Name, string Value)[] environment, string[] arguments)
    {
        using var process = Launch(arguments, environment);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output, await errors);
    }

    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        Http.Dispose();
    }

    private static Process Launch(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cartel-registry.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
