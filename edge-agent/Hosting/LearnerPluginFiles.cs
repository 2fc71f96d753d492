using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Cartel.Learning;

namespace Cartel.Agent;

/// <summary>Loads a plug-in of learners from beside the program, when a task names one of its learners.</summary>
/// <remarks>Only assemblies of the table are ever loaded, by their file's name and from the program's own folder: who may write there may replace the program.</remarks>
public static class LearnerPluginFiles
{
    private static readonly Dictionary<string, (string File, string Type)> Known = new(StringComparer.Ordinal)
    {
        ["mlnet"] = ("Cartel.MLNet.dll", "Cartel.MLNet.MLNetPlugin"),
    };

    /// <summary>Loads the plug-in that a learner's name asks for; does nothing for one that ships, or whose plug-in is there.</summary>
    /// <param name="learner">The learner as a manifest names it, with settings or without.</param>
    /// <exception cref="ArgumentException">The plug-in is not beside this program or cannot be loaded; the message says how to get it.</exception>
    public static void LoadFor(string learner)
    {
        if (LearnerPlugins.NameIn(learner) is not { } name || LearnerPlugins.Has(name)) return;
        if (!Known.TryGetValue(name, out var plugin))
            throw new ArgumentException($"the learner “{learner}” is of a plug-in “{name}”, which there is not; there is {string.Join(", ", Known.Keys)}");

        LearnerPlugins.Add(Load(name, Path.Combine(AppContext.BaseDirectory, plugin.File), plugin.Type) ?? throw Missing(learner, name, plugin.File));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A trimmed program has no plug-in beside it: what publishes one does not trim.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The same.")]
    private static ILearnerPlugin? Load(string name, string path, string type)
    {
        try
        {
            // An assembly that was built without the packages lacks the type.
            return File.Exists(path) && Assembly.LoadFrom(path).GetType(type) is { } found ? (ILearnerPlugin)Activator.CreateInstance(found)! : null;
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or TypeLoadException or TargetInvocationException or MissingMethodException or InvalidCastException)
        {
            throw new ArgumentException($"the plug-in {path} cannot be loaded; ./cartel publish --with {name} makes it and an agent that fit each other: {exception.Message}", exception);
        }
    }

    private static ArgumentException Missing(string learner, string name, string file) => new(
        $"the learner “{learner}” comes with the plug-in “{name}”, which is not beside this program ({file} in {AppContext.BaseDirectory}); " +
        $"./cartel publish --with {name} makes an agent that has it, on a machine whose package feed has what it needs (./cartel configure tells)");
}
