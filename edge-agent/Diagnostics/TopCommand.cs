using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Cartel.Agent;

/// <summary><c>cartel-agent top</c>: a running agent, live in the terminal.</summary>
internal static class TopCommand
{
    private const int Remembered = 400;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeyPeriod = TimeSpan.FromMilliseconds(100);

    public static Command Create(Option<string> instance)
    {
        var place = new StatePlace(instance);
        var once = new Option<bool>("--once") { Description = "Draw one picture, without colours, and end." };
        var command = new Command("top", """
            Show a running agent live: accuracy, class mix, what its monitor saw, transfers. Every second where the agent
            listens (--listen), every few seconds otherwise. Ends on q or Ctrl-C.

            Example:
              cartel-agent top
              cartel-agent top --state .cartel/agents/gateway-7 --once
            """) { once };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => ServiceCommands.RunAsync(async () =>
        {
            var folder = place.Of(parsed, ServiceCommands.StateOf).Folder;
            if (!Directory.Exists(folder)) throw new ServiceException($"{folder} is not there: name the state folder with --state, or the service with --instance");

            if (parsed.GetValue(once) || Console.IsOutputRedirected)
            {
                var report = StatusReport.Read(folder, null, TimeProvider.System.GetUtcNow());
                await Console.Out.WriteLineAsync(new TopFrame(Width(), Height(), colours: false).Draw(report, [report.Agent?.Learning.Accuracy]));
                return report.Running ? 0 : 1;
            }

            await ShowAsync(folder, TimeProvider.System, cancellation);
            return 0;
        }));
        return command;
    }

    private static async Task ShowAsync(string folder, TimeProvider time, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Period };
        var course = new List<double?>();
        // However it is ended, the terminal is given back as it was.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        // Another screen, without a cursor: what stood there before is there again at the end.
        await Console.Out.WriteAsync("\e[?1049h\e[?25l");
        try
        {
            while (true)
            {
                var report = await LookAsync(folder, http, time, end.Token);
                course.Add(report.Running ? report.Agent?.Learning.Accuracy : null);
                if (course.Count > Remembered) course.RemoveAt(0);
                await Console.Out.WriteAsync("\e[H" + new TopFrame(Width(), Height(), colours: true).Draw(report, course).Replace("\n", "\e[K\n", StringComparison.Ordinal) + "\e[K\e[J");
                if (await EndsAsync(time, end.Token)) return;
            }
        }
        catch (OperationCanceledException)
        {
            // A signal.
        }
        finally
        {
            await Console.Out.WriteAsync("\e[?25h\e[?1049l");
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }

    // The agent itself knows it to the moment; its file is a few seconds old.
    private static async Task<StatusReport> LookAsync(string folder, HttpClient http, TimeProvider time, CancellationToken cancellation)
    {
        var report = StatusReport.Read(folder, null, time.GetUtcNow());
        if (report is not { Running: true, Agent.Local.Port: var port }) return report;

        try
        {
            var bytes = await http.GetByteArrayAsync(new Uri($"http://127.0.0.1:{port}/v1/status"), cancellation);
            return JsonSerializer.Deserialize(bytes, AgentJson.Default.StatusReport) is { Agent: { } agent } live && agent.Pid == report.Agent.Pid ? live : report;
        }
        catch (Exception silent) when (silent is HttpRequestException or JsonException || (silent is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return report;
        }
    }

    private static async Task<bool> EndsAsync(TimeProvider time, CancellationToken cancellation)
    {
        for (var start = time.GetTimestamp(); time.GetElapsedTime(start) < Period;)
        {
            while (!Console.IsInputRedirected && Console.KeyAvailable)
            {
                if (Console.ReadKey(intercept: true).KeyChar is 'q' or 'Q') return true;
            }

            await Task.Delay(KeyPeriod, time, cancellation);
        }

        return false;
    }

    private static int Width() => Console.IsOutputRedirected ? Columns("COLUMNS", 100) : Console.WindowWidth;

    private static int Height() => Console.IsOutputRedirected ? Columns("LINES", 40) : Console.WindowHeight;

    private static int Columns(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) && number > 0 ? number : otherwise;
}
