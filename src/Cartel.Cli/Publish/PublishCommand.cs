using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;

namespace Cartel.Cli;

/// <summary><c>./cartel publish</c>: the agent as files to install on devices, made from these sources.</summary>
internal static class PublishCommand
{
    private static readonly string[] Plugins = ["onnx", PublishRun.MLNet];

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var output = new Option<string?>("--out") { Description = "The folder for the files; by default artifacts/publish.", HelpName = "DIR" };
        var version = new Option<string?>("--as") { Description = "What the version is called; by default the program's, with time and hash of the last commit.", HelpName = "VERSION" };
        var jit = new Option<bool>("--jit") { Description = "Compile nothing ahead: made in a third of the time and half as large; the agent starts half a second later." };
        var with = new Option<string[]>("--with")
        {
            Description = $"Plug-ins that the agent has: {string.Join(", ", Plugins)}; by default none, which keeps it small. With mlnet, which cannot be trimmed, there is the portable program alone.",
            HelpName = "NAMES",
            CustomParser = static result => PluginsOf(result),
        };
        var json = new Option<string?>("--json") { Description = "Write the result to this file as JSON." };
        version.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !PublishedVersion.IsValid(token.Value)) result.AddError($"--as “{token.Value}” is none: {PublishedVersion.Rule}");
        });
        var command = new Command("publish", """
            Makes from the sources what devices install: one file for Linux on x64 that needs nothing else, a Debian package with it,
            the portable program for other processors, and the SHA-256 of each. The same sources and SDK give the same bytes.

            Example: ./cartel publish
            Example: ./cartel publish --out release --as 1.2.0
            Example: ./cartel publish --with onnx
            """)
        {
            output, version, with, jit, json,
        };
        command.SetAction((parsed, stop) => Failures.TellAsync(async () =>
        {
            var tree = SourceTree.Find();
            var folder = parsed.GetValue(output) ?? Path.Combine(tree.Root, "artifacts", "publish");
            var run = new PublishRun(tree, Path.GetFullPath(folder), static step => Terminal.Errors.WriteLine(step));
            var result = await run.RunAsync(parsed.GetValue(version), parsed.GetValue(with) ?? [], ahead: !parsed.GetValue(jit), stop);
            foreach (var file in result.Files)
                Terminal.Results.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Bytes / 1e6,7:0.0} MB  {Path.Combine(folder, file.Name)}"));
            if (parsed.GetValue(json) is { } path) JsonFile.Write(path, result, CliJson.Default.PublishResult);
            return ExitCode.Done;
        }));
        return command;
    }

    private static string[] PluginsOf(ArgumentResult result)
    {
        string[] named = [.. result.Tokens.SelectMany(static token => token.Value.Split(',')).Distinct()];
        if (named.FirstOrDefault(static name => !Plugins.Contains(name)) is { } unknown)
            result.AddError($"there is no plug-in “{unknown}”; there are {string.Join(", ", Plugins)}");

        return named;
    }
}
