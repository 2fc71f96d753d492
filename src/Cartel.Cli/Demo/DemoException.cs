namespace Cartel.Cli;

/// <summary>The demo cannot go on; the message says why and what to do.</summary>
internal sealed class DemoException(string reason) : Exception(reason);
