namespace Cartel.Registry.Security;

/// <summary>Who may use a route. Of people, each role may do what those below it may; an admin may do everything.</summary>
[Flags]
internal enum Access
{
    /// <summary>Nobody: what a route without a rule has.</summary>
    None = 0,

    /// <summary>Everybody, known or not.</summary>
    Anyone = 1,

    /// <summary>Readers, operators and admins.</summary>
    Reader = 2,

    /// <summary>Operators and admins.</summary>
    Operator = 4,

    /// <summary>Admins.</summary>
    Admin = 8,

    /// <summary>Agents of the namespace; where the path names an agent, that one only.</summary>
    Agent = 16,

    /// <summary>The agent that asked for the transfer which the path names.</summary>
    Target = 32,

    /// <summary>Who shows no token at all. Whoever shows one that proves nothing is refused, as elsewhere.</summary>
    Stranger = 256,

    /// <summary>Only with a token for all namespaces.</summary>
    Everywhere = 128,

    /// <summary>Not worth a line in the audit log: what agents do all day.</summary>
    Routine = 64,
}
