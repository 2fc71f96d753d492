namespace Cartel.Cli;

/// <summary>What <c>./cartel publish</c> made.</summary>
/// <param name="Version">Of the agent.</param>
/// <param name="Files">Each file.</param>
public sealed record PublishResult(string Version, IReadOnlyList<PublishedFile> Files);

/// <summary>A file to install.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash, in small hexadecimal digits.</param>
public sealed record PublishedFile(string Name, long Bytes, string Sha256);

/// <summary>The agent could not be published; the message says why.</summary>
internal sealed class PublishException(string message) : Exception(message);
