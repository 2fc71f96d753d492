namespace Cartel.Cli.Tests;

/// <summary>The programs as the launcher starts them: from the folder of the <c>cartel</c> command.</summary>
public sealed class ProgramTests
{
    [TestCase("cartel.dll")]
    [TestCase("cartel-agent.dll")]
    [TestCase("cartel-registry.dll", Description = "it needs ASP.NET Core, which the cartel command does not")]
    public async Task A_program_starts_from_the_folder_that_all_share(string program)
    {
        var finished = await Run(program, "--help");

        Assert.That(finished.ExitCode, Is.Zero, finished.Errors);
    }

    [TestCase("demo")]
    [TestCase("learn")]
    [TestCase("calibrate")]
    [TestCase("paper")]
    [TestCase("load")]
    [TestCase("publish")]
    [TestCase("export")]
    public async Task A_commands_help_shows_an_example(string command)
    {
        var finished = await Run("cartel.dll", command, "--help");

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.Zero);
            Assert.That(finished.Output, Does.Contain($"Example: ./cartel {command}"));
        });
    }

    [TestCase("demo", "--no-such-option")]
    [TestCase("learn", "--no-such-option")]
    [TestCase("load", "--no-such-option")]
    [TestCase("calibrate", "--data", "sea", "--detector", "periodic")]
    [TestCase("calibrate", "--data", "sea", "--false-alarms", "1/2")]
    [TestCase("calibrate", "--data", "sea", "--learner", "oracle")]
    [TestCase("paper", "--no-such-option")]
    [TestCase("paper", "--strategy", "guessing")]
    [TestCase("paper", "--workload", "no-such-workload")]
    [TestCase("publish", "--as", "today")]
    [TestCase("publish", "--with", "telepathy")]
    [TestCase("export", "--agent", "nobody")]
    [TestCase("lern")]
    public async Task A_misused_command_ends_with_2_and_says_what_is_wrong(params string[] arguments)
    {
        var finished = await Run("cartel.dll", arguments);

        Assert.Multiple(() =>
        {
            Assert.That(finished.ExitCode, Is.EqualTo(2));
            Assert.That(finished.Errors, Does.Contain(arguments[^1]));
        });
    }

    private static Task<Finished> Run(string program, params string[] arguments) =>
        Shell.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]);
}
