using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cartel.Hosting;

/// <summary>A command line to which the settings of a file and of the environment have been added: what it says itself is strongest, then comes
/// the environment, then the file.</summary>
/// <remarks>So every option may stand in all three places, and is checked by the same rules in each.</remarks>
public sealed class WovenArguments
{
    private const string ConfigName = "config";
    private static readonly string[] OnlyOnTheLine = ["--help", "-h", "-?", "/?", "--version"];

    private readonly Dictionary<string, string> _sources = [];

    private WovenArguments(IReadOnlyList<string> arguments) => Arguments = arguments;

    /// <summary>What to parse.</summary>
    public IReadOnlyList<string> Arguments { get; private set; }

    /// <summary>Adds what the file and the environment say.</summary>
    /// <param name="root">The program.</param>
    /// <param name="settings">The command whose options are the settings that there are; other commands take those that they have too.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="prefix">What the names of its variables begin with, such as <c>CARTEL_REGISTRY_</c>.</param>
    /// <exception cref="ConfigurationException">The file cannot be used, or a name is not known.</exception>
    public static WovenArguments Weave(RootCommand root, Command settings, IReadOnlyList<string> arguments, IDictionary environment, string prefix)
    {
        var woven = new WovenArguments(arguments);
        if (arguments.Any(OnlyOnTheLine.Contains)) return woven;

        var line = root.Parse(arguments);
        List<string> known = [ConfigName, .. settings.Options.Where(static option => !option.Hidden).Select(static option => option.Name.TrimStart('-')).Except(["help", "version", "check", ConfigName])];
        var fromEnvironment = EnvironmentSettings.Read(environment, prefix);
        var file = line.GetResult($"--{ConfigName}") is OptionResult { Implicit: false, Tokens: [var named, ..] }
            ? named.Value
            : fromEnvironment.FirstOrDefault(static setting => setting.Name == ConfigName)?.Value;
        var weakestFirst = (file is null ? [] : Checked(ConfigurationFile.Read(file), [.. known.Except([ConfigName])]))
            .Concat(Checked(fromEnvironment, known).Where(static setting => setting.Name != ConfigName));
        woven.Add(weakestFirst, line);
        return woven;
    }

    /// <summary>An error of the parser, with where the value came from.</summary>
    public string Explain(ParseError error) =>
        error.SymbolResult is OptionResult option && _sources.TryGetValue(option.Option.Name, out var source) ? $"{source}: {error.Message}" : error.Message;

    /// <summary>Where an option's value came from; null: from the command line, or it is the default.</summary>
    public string? SourceOf(Option option) => _sources.GetValueOrDefault(option.Name);

    private void Add(IEnumerable<Setting> weakestFirst, ParseResult line)
    {
        var strongest = new Dictionary<string, Setting>();
        foreach (var setting in weakestFirst) strongest[setting.Name] = setting;
        var takes = line.CommandResult.Command.Options.Concat(line.RootCommandResult.Command.Options.Where(static option => option.Recursive))
            .DistinctBy(static option => option.Name).ToDictionary(static option => option.Name);
        foreach (var setting in strongest.Values)
        {
            // A subcommand takes what concerns it.
            if (!takes.TryGetValue($"--{setting.Name}", out var option) || line.GetResult(option) is { Implicit: false }) continue;

            Arguments = [.. Arguments, option.Name, setting.Value];
            _sources[option.Name] = setting.Source;
        }
    }

    private static IReadOnlyList<Setting> Checked(IReadOnlyList<Setting> settings, IReadOnlyCollection<string> known)
    {
        foreach (var setting in settings)
        {
            if (!known.Contains(setting.Name))
                throw new ConfigurationException($"{setting.Source}: there is no setting “{setting.Name}”; the nearest is “{Spelling.Nearest(setting.Name, known)}”");
        }

        return settings;
    }
}
