namespace Cartel.Registry.Store;

/// <summary>How the stores name what is rated: a scope, empty or the one target that rates, and a subject.</summary>
internal readonly record struct RatedSubject(Rated Of, string Name)
{
    private const string Agent = "agent:";
    private const string Part = "part:";

    public static (string Scope, string Subject) Text(Rated of, string name, string target) => of switch
    {
        Rated.Part => ("", Part + name),
        Rated.Together => (target, Agent + name),
        _ => ("", Agent + name),
    };

    public static RatedSubject Parse(string scope, string subject)
    {
        if (subject.StartsWith(Part, StringComparison.Ordinal)) return new(Rated.Part, subject[Part.Length..]);

        return new(scope.Length > 0 ? Rated.Together : Rated.Agent, subject[Agent.Length..]);
    }
}
