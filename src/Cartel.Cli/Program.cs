using System.CommandLine;
using Cartel.Cli;

// After Ctrl-C: a demo gives its agents, and then its registry, 15 s each to end.
var patience = TimeSpan.FromSeconds(35);
var cartel = new RootCommand("Edge agents that learn on their own and borrow what they lack when their data drifts.")
{
    DemoCommand.Create(),  // registry, dashboard and agents on a stream that drifts
    LearnCommand.Create(), // one learner on one stream
    PaperCommand.Create(), // Cartel beside its alternatives
    CalibrateCommand.Create(), // a detector's setting for a false-alarm rate
    LoadCommand.Create(), // a simulated fleet over real HTTP
    PublishCommand.Create(), // the agent as files for devices
    ExportCommand.Create(), // an agent's model as an ONNX file
    ImportCommand.Create(), // an agent that begins with an ONNX model
};

var command = cartel.Parse(args);
var exitCode = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = patience });
return command.Errors.Count > 0 ? ExitCode.Misused : exitCode;
