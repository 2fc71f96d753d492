using System.CommandLine;
using Cartel.Agent;
using Cartel.Learning;
using Cartel.Simulation;

namespace Cartel.Cli;

/// <summary>Options that name a learner or a detector, with settings if wanted; a wrong one is a misuse that lists the right ones.</summary>
internal static class NameOption
{
    // A name and its settings are right or wrong whatever the data: the smallest task shows which.
    private static readonly FeatureSchema Smallest = new([Feature.Numeric("x")], ["no", "yes"]);

    public static Option<string> Learner()
    {
        var option = new Option<string>("--learner")
        {
            Description = $"One of {string.Join(", ", OnlineLearner.Kinds)}, with settings if wanted: 'NAME?setting=value&setting=value'; by default linear.",
            DefaultValueFactory = static _ => "linear",
        };
        Check(option, MakeLearner);
        return option;
    }

    /// <summary>Several learners.</summary>
    public static Option<string[]> Learners()
    {
        var option = new Option<string[]>("--learner")
        {
            Description = $"One of {string.Join(", ", OnlineLearner.Kinds)}, with settings if wanted; may be repeated; by default {OnlineLearner.Kinds[0]}.",
        };
        Check(option, MakeLearner);
        return option;
    }

    /// <summary>Several strategies.</summary>
    public static Option<string[]> Strategies()
    {
        var option = new Option<string[]>("--strategy")
        {
            Description = $"One of {string.Join(", ", StrategyKinds.Names)}, with settings if wanted; may be repeated; by default all, other ways of choosing neighbours only where a workload asks for them.",
        };
        Check(option, static name => StrategyKinds.Create(name));
        return option;
    }

    public static Option<string?> Detector()
    {
        var option = new Option<string?>("--detector")
        {
            Description = $"A drift detector to run on the errors: one of {string.Join(", ", PredictionMonitors.Kinds)}, with settings if wanted; class-recall:NAME runs one for each class.",
        };
        Check(option, static name => PredictionMonitors.Create(name, Smallest.Classes.Count));
        return option;
    }

    private static void MakeLearner(string name)
    {
        LearnerPluginFiles.LoadFor(name);
        // A model in a file is of one task: whether it fits, the data decide.
        if (Settings.Parse(name).Word("model") is null) OnlineLearner.Create(name, Smallest);
    }

    private static void Check<T>(Option<T> option, Action<string> create) => option.Validators.Add(result =>
    {
        try
        {
            foreach (var token in result.Tokens) create(token.Value);
        }
        catch (ArgumentException wrong)
        {
            result.AddError($"{option.Name}: {Sentence(wrong)}");
        }
    });

    // The parameter's name is for programmers.
    private static string Sentence(ArgumentException wrong) =>
        wrong.ParamName is { } name ? wrong.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : wrong.Message;
}
