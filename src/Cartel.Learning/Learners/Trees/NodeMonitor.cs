namespace Cartel.Learning;

/// <summary>What an adaptive tree knows of how well a subtree does.</summary>
internal sealed class NodeMonitor
{
}
