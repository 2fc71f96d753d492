using System.CommandLine;
using System.Globalization;

namespace Cartel.Cli;

/// <summary><c>./cartel export</c>: an agent's model as an ONNX file.</summary>
internal static class ExportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var agent = new Option<string?>("--agent") { Description = "The agent: its state folder, its name, or that of a service's instance. It may run meanwhile.", HelpName = "NAME|FOLDER" };
        var snapshot = new Option<string?>("--snapshot") { Description = "Instead of an agent: a copy of a checkpoint (agent.db).", HelpName = "FILE" };
        var task = new Option<string?>("--task") { Description = "The task's manifest, with its feature extractor, if it has one, beside it; by default task.json beside the checkpoint, where an agent keeps it.", HelpName = "FILE" };
        var output = new Option<string>("--out", "-o") { Description = "The file to write.", HelpName = "FILE", Required = true };
        var json = new Option<string?>("--json") { Description = "Write what was exported to this file as JSON." };
        var command = new Command("export", """
            Writes the model of an agent, as its last checkpoint has it, with its encoder and its task's feature extractor, as an ONNX
            model: it takes rows of the task's columns and gives a label and scores, as the agent does. docs/onnx.md tells how to run
            one elsewhere.

            Example: ./cartel export --agent valve-1 -o valve.onnx
            Example: ./cartel export --agent .cartel/demo/agent-3 -o agent-3.onnx
            Example: ./cartel export --snapshot backup/agent.db --task models/valve.json -o valve.onnx
            """)
        {
            agent, snapshot, task, output, json,
        };
        command.Validators.Add(result =>
        {
            var (name, file) = (result.GetValue(agent), result.GetValue(snapshot));
            if (name is null == file is null) result.AddError("name one of --agent and --snapshot");
            else if (name is not null && AgentStates.Find(name) is null) result.AddError($"there is no agent “{name}”: looked for {string.Join(", ", AgentStates.Places(name))}");
        });
        command.SetAction((parsed, _) => Failures.TellAsync(() =>
        {
            var checkpoint = parsed.GetValue(snapshot) ?? AgentStates.CheckpointIn(AgentStates.Find(parsed.GetRequiredValue(agent)!)!);
            var result = ExportRun.Write(checkpoint, parsed.GetValue(task), parsed.GetRequiredValue(output));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Learner} of {result.Samples} samples, {result.Bytes / 1e3:0.0} kB: {result.File}"));
            if (parsed.GetValue(json) is { } path) JsonFile.Write(path, result, CliJson.Default.ExportResult);
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
