using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary>An agent's key in its state folder, readable for its user alone; and whose certificates it trusts.</summary>
internal sealed class IdentityFiles(string folder)
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The private key (PEM).</summary>
    public string KeyFile => Path.Combine(folder, "identity.key");

    /// <summary>The key that is to take its place, until the registry knows it.</summary>
    public string NextKeyFile => Path.Combine(folder, "identity.next.key");

    /// <summary>The authorities that may vouch for the registry, where they were named at enrolment.</summary>
    public string? AuthorityFile => File.Exists(KeptAuthority) ? KeptAuthority : null;

    /// <summary>By which another key's file is told from the same one; null where there is none.</summary>
    public FileStamp? KeyStamp => new FileInfo(KeyFile) is { Exists: true } file ? new FileStamp(file.LastWriteTimeUtc, file.Length) : null;

    /// <summary>When the key was made, by the device's clock at that time; null where there is none.</summary>
    public DateTimeOffset? KeyMade => KeyStamp?.Written;

    private string KeptAuthority => Path.Combine(folder, "registry-ca.pem");

    /// <summary>The agent's credential, or null where it has none.</summary>
    /// <exception cref="InvalidDataException">The file holds no such key.</exception>
    public AgentCredential? Load(string ns, string agent) => Read(KeyFile, ns, agent);

    /// <summary>The agent's credential, made where it has none: an enrolment that is repeated is one with the same key.</summary>
    public AgentCredential LoadOrCreate(string ns, string agent) => Load(ns, agent) ?? Create(KeyFile, ns, agent);

    /// <summary>The credential with the next key, made where there is none.</summary>
    public AgentCredential LoadOrCreateNext(string ns, string agent) => Read(NextKeyFile, ns, agent) ?? Create(NextKeyFile, ns, agent);

    /// <summary>The next key takes the place of the key.</summary>
    public void TakeNext() => File.Move(NextKeyFile, KeyFile, overwrite: true);

    /// <summary>Trusts these authorities from now on.</summary>
    public void KeepAuthority(string file)
    {
        Directory.CreateDirectory(folder);
        if (Path.GetFullPath(file) == Path.GetFullPath(KeptAuthority)) return;

        File.Copy(file, KeptAuthority, overwrite: true);
        Ownership.Inherit(KeptAuthority, folder);
    }

    private static AgentCredential? Read(string file, string ns, string agent)
    {
        if (!File.Exists(file)) return null;

        try
        {
            return AgentCredential.FromPem(ns, agent, File.ReadAllText(file));
        }
        catch (ArgumentException flaw)
        {
            throw new InvalidDataException($"{file} {flaw.Message.Split(" (Parameter '")[0]}", flaw);
        }
    }

    // Whole or not at all, and never readable for others, not even for a moment.
    private AgentCredential Create(string file, string ns, string agent)
    {
        Directory.CreateDirectory(folder);
        var credential = AgentCredential.Create(ns, agent);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Own;
        using (var stream = new FileStream(file + ".new", options))
        {
            using var writer = new StreamWriter(stream);
            writer.Write(credential.ExportPem());
            writer.Flush();
            stream.Flush(flushToDisk: true);
        }

        // Whoever may write the folder is the agent: root enrols and rotates for it.
        Ownership.Inherit(file + ".new", folder);
        File.Move(file + ".new", file, overwrite: true);
        return credential;
    }
}

/// <summary>By which a file that was replaced is told from the same one.</summary>
/// <param name="Written">When it was written.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct FileStamp(DateTime Written, long Length);
