using System.CommandLine;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>Options that name one of several ways, with settings if wanted; a wrong one is a misuse that lists the right ones.</summary>
internal static class NameOption
{
    /// <summary>Has an option take nothing but a name as tasks and agents have it.</summary>
    public static void Named(Option<string> option) => option.Validators.Add(result =>
    {
        if (!Names.IsValid(result.GetValueOrDefault<string>())) result.AddError($"{option.Name} must be {Names.Rule}");
    });

    public static Option<string> Create(string name, string description, string otherwise, Action<string> check)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count != 1) return;

            try
            {
                check(result.Tokens[0].Value);
            }
            catch (ArgumentException wrong)
            {
                // The parameter's name is for programmers.
                result.AddError($"{name}: {wrong.Message.Split(" (Parameter '")[0]}");
            }
        });
        return option;
    }
}
