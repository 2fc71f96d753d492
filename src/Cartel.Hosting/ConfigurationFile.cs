using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Cartel.Hosting;

/// <summary>Settings in a file of YAML or JSON, which is YAML too: one key for each option of the command line, by the option's name.</summary>
/// <remarks>Keys may be nested: <c>tls: {certificate: …}</c> is <c>tls-certificate: …</c>. A list is its entries, separated by commas.</remarks>
public static class ConfigurationFile
{
    private const long MostBytes = 256 * 1024;
    private const int MostSettings = 200;
    private const int Deepest = 4;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">There is none, or it is no such file.</exception>
    public static IReadOnlyList<Setting> Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > MostBytes) throw new ConfigurationException($"{path} is longer than {MostBytes} bytes");

            using var text = new StreamReader(path);
            return Parse(text, path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the configuration cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>The same of any text.</summary>
    internal static IReadOnlyList<Setting> Parse(TextReader text, string source)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException flaw)
        {
            throw new ConfigurationException($"{source}:{flaw.Start.Line}: {flaw.Message}");
        }

        var settings = new List<Setting>();
        if (yaml.Documents.Count > 1) throw new ConfigurationException($"{source} holds {yaml.Documents.Count} documents; one is due");
        if (yaml.Documents.Count == 1) Flatten(yaml.Documents[0].RootNode, "", 0, source, settings);
        if (settings.DistinctBy(static setting => setting.Name).Count() < settings.Count)
            throw new ConfigurationException($"{source} says “{settings.GroupBy(static setting => setting.Name).First(static same => same.Count() > 1).Key}” twice");
        return settings;
    }

    private static void Flatten(YamlNode node, string name, int depth, string source, List<Setting> settings)
    {
        // A file of nothing but comments is a scalar without a value.
        if (depth == 0 && node is YamlScalarNode { Value: null or "" }) return;
        if (depth > Deepest || settings.Count > MostSettings) throw Flaw($"it is nested deeper than {Deepest}, or has more than {MostSettings} settings");

        switch (node)
        {
            case YamlMappingNode map:
                foreach (var (key, value) in map.Children)
                {
                    if (key is not YamlScalarNode { Value: { Length: > 0 } part }) throw Flaw("a key is no text");
                    Flatten(value, name.Length == 0 ? part : $"{name}-{part}", depth + 1, source, settings);
                }

                break;
            case YamlSequenceNode list when name.Length > 0 && list.Children.All(static one => one is YamlScalarNode):
                settings.Add(new Setting(name, string.Join(',', list.Children.Select(static one => ((YamlScalarNode)one).Value)), $"{source}:{node.Start.Line}"));
                break;
            case YamlScalarNode { Value: { Length: > 0 } text } when name.Length > 0:
                settings.Add(new Setting(name, text, $"{source}:{node.Start.Line}"));
                break;
            default:
                throw Flaw(name.Length == 0 ? "“name: value” lines are due" : $"“{name}” has no value");
        }

        ConfigurationException Flaw(string what) => new($"{source}:{node.Start.Line}: {what}");
    }
}
