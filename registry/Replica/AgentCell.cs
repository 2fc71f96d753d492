using Cartel.Registry.Store;

namespace Cartel.Registry.Replica;

/// <summary>The place of one agent in memory. Whoever reads it has it whole, as it was at some instant.</summary>
internal sealed class AgentCell(StoredAgent agent)
{
    private StoredAgent _agent = agent;

    public string Name => _agent.Name;

    public StoredAgent Agent
    {
        get => Volatile.Read(ref _agent);
        set => Volatile.Write(ref _agent, value);
    }
}
