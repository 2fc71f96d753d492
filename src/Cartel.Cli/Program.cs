using System.CommandLine;
using Cartel.Cli;

var cartel = new RootCommand("Edge agents that learn on their own and borrow what they lack when their data drifts.")
{
    DemoCommand.Create(),  // registry, dashboard and agents on a stream that drifts
    LearnCommand.Create(), // one learner on one stream
};

var command = cartel.Parse(args);
// A command that is interrupted ends by itself, and says what it has by then: the table of a demo takes its processes' last words.
var exitCode = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
return command.Errors.Count > 0 ? ExitCode.Misused : exitCode;
