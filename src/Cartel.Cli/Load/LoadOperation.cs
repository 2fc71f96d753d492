namespace Cartel.Cli;

/// <summary>What a simulated agent does with the registry.</summary>
internal enum LoadOperation
{
    /// <summary>POST /enrollments, at the start, where agents enrol.</summary>
    Enroll,

    /// <summary>PUT …/agents/{agent}, at the start.</summary>
    Register,

    /// <summary>PUT /parts/{sha256}, at the start: what the fleet has on offer.</summary>
    Upload,

    /// <summary>PUT …/profile of an agent that has none, at the start.</summary>
    FirstPublish,

    /// <summary>PUT …/profile.</summary>
    Publish,

    /// <summary>PUT …/lease.</summary>
    Lease,

    /// <summary>GET …/agents/{agent}.</summary>
    Agent,

    /// <summary>GET …/profile.</summary>
    Profile,

    /// <summary>GET …/neighbours.</summary>
    Neighbours,

    /// <summary>GET …/agents, a page of 100.</summary>
    List,

    /// <summary>POST …/transfers: a request for help.</summary>
    Ask,

    /// <summary>GET /parts/{sha256}.</summary>
    Fetch,

    /// <summary>PUT …/receipt of a transfer that was opened here.</summary>
    Receipt,

    /// <summary>GET …/inbox?waitSeconds=10: held until somebody wants something of the agent, or the wait is over.</summary>
    Wait,
}
