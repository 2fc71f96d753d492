namespace Cartel.Hosting;

/// <summary>A setting as it was written somewhere.</summary>
/// <param name="Name">As on the command line, without hyphens in front: <c>tls-certificate</c>.</param>
/// <param name="Value">Its text.</param>
/// <param name="Source">Where, for people.</param>
public sealed record Setting(string Name, string Value, string Source);

/// <summary>The configuration cannot be used; the message says where and why.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
