using Cartel.Agent;
using Cartel.Onnx;
using Cartel.Protocol;
using Cartel.Streams;

namespace Cartel.Cli;

/// <summary>Turns a broken world into one line on standard error and an exit code.</summary>
internal static class Failures
{
    public static async Task<int> TellAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception exception) when (CodeOf(exception) is { } code)
        {
            return Told(exception, code);
        }
    }

    private static int? CodeOf(Exception exception) => exception switch
    {
        DataSpecException or WorkloadException or TaskFileException => ExitCode.Misused,
        StreamFormatException or IOException or UnauthorizedAccessException or DemoException or LoadException or PublishException or SavedAgentException or OnnxException => ExitCode.Failed,
        RegistryException or RegistryUnavailableException or OperationCanceledException => ExitCode.Failed,
        _ => null,
    };

    private static int Told(Exception exception, int code)
    {
        Console.Error.WriteLine(exception is OperationCanceledException ? "cartel: interrupted" : $"cartel: {exception.Message}");
        return code;
    }
}
