using System.CommandLine;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary><c>./cartel import</c>: an agent that begins with a classifier from elsewhere.</summary>
internal static class ImportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "The model: an ONNX file of a linear classifier or of trees that vote." };
        var task = new Option<string>("--task") { Description = "The task's manifest; its learner takes the model up.", HelpName = "FILE", Required = true };
        var data = new Option<string>("--data") { Description = "Labelled samples of the task, such as those that the model was tested on: csv:FILE?label=NAME, mnist:DIR.", Required = true };
        var agent = new Option<string>("--agent") { Description = "The agent that begins with it: a name, or the state folder that it will be started with.", HelpName = "NAME|FOLDER", Required = true };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad row instead of setting it aside." };
        var json = new Option<string?>("--json") { Description = "Write what was imported to this file as JSON." };
        var command = new Command("import", """
            Makes the first checkpoint of an agent of a classifier that was trained elsewhere, such as scikit-learn's logistic regression or
            random forest. The agent begins where that one ended, goes on learning, and lends its parts like any other. The samples
            tell what the file does not: scales, how common each class is, and how well the model does. docs/onnx.md tells more.

            Example: ./cartel import valve.onnx --task models/valve.json --data 'csv:test.csv?label=state' --agent valve-1
            Example: ./cartel import forest.onnx --task forest.json --data 'csv:test.csv?label=state' --agent /srv/cartel/valve-1
            """)
        {
            model, task, data, agent, strict, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(agent) is { } name && AgentStates.NewFolder(name) is null) result.AddError($"“{name}” is neither a folder's path nor a name of an agent, which is {Protocol.Names.Rule}");
        });
        command.SetAction((parsed, stop) => Failures.TellAsync(async () =>
        {
            var run = new ImportRun(parsed.GetRequiredValue(model), parsed.GetRequiredValue(task), parsed.GetRequiredValue(data), AgentStates.NewFolder(parsed.GetRequiredValue(agent))!, parsed.GetValue(strict));
            var result = await Terminal.Errors.Status().StartAsync("Importing …", _ => Task.Run(() => run.Write(stop), stop).WaitAsync(stop));
            Console.Write(ImportReport.Of(result));
            if (parsed.GetValue(json) is { } path) JsonFile.Write(path, result, CliJson.Default.ImportResult);
            return ExitCode.Done;
        }));
        return command;
    }
}
