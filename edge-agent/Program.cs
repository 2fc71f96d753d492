using System.CommandLine;
using Cartel.Agent;

var root = new RootCommand("The Cartel agent: learns a small model online from a local stream, and borrows what it lacks.")
{
    RunCommand.Create(),
    EnrollCommand.CreateEnroll(),
    EnrollCommand.CreateRotate(),
};
var parsed = root.Parse(args);
return parsed.Errors.Count > 0 && args.Length > 0
    ? RunCommand.Misused(parsed)
    : await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        // The host hears signals itself; the default would cut its farewell short.
        ProcessTerminationTimeout = null,
    });
