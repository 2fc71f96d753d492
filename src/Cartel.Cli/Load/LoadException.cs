namespace Cartel.Cli;

/// <summary>A load run cannot go on: no registry, no Redis.</summary>
internal sealed class LoadException(string message) : Exception(message);
