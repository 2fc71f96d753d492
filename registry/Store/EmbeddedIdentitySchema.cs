namespace Cartel.Registry.Store;

/// <summary>The tables of <see cref="EmbeddedIdentities"/>. Times are UTC ticks; documents are JSON.</summary>
internal static class EmbeddedIdentitySchema
{
    public const string Script = """
        CREATE TABLE IF NOT EXISTS revision (number INTEGER NOT NULL);
        INSERT INTO revision SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM revision);

        CREATE TABLE IF NOT EXISTS identities (
            ns TEXT NOT NULL, agent TEXT NOT NULL, body TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (ns, agent));

        CREATE TABLE IF NOT EXISTS enrollment_tokens (
            ns TEXT NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, uses INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0,
            expires_at INTEGER NOT NULL, PRIMARY KEY (ns, hash));

        -- name is the agent and its key.
        CREATE TABLE IF NOT EXISTS enrollment_uses (
            ns TEXT NOT NULL, hash TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (ns, hash, name),
            FOREIGN KEY (ns, hash) REFERENCES enrollment_tokens (ns, hash) ON DELETE CASCADE);

        CREATE TABLE IF NOT EXISTS api_tokens (hash TEXT PRIMARY KEY, body TEXT NOT NULL, used_at INTEGER);

        CREATE TABLE IF NOT EXISTS audit (number INTEGER PRIMARY KEY AUTOINCREMENT, ns TEXT NOT NULL, body TEXT NOT NULL);
        """;
}
