namespace Cartel.Registry.Store;

/// <summary>The tables of <see cref="EmbeddedStore"/>. Times are UTC ticks; documents are the protocol's JSON.</summary>
internal static class EmbeddedSchema
{
    /// <summary>The version of the tables below; a change of one that is not only a new table takes a step in <see cref="EmbeddedMigrations"/>.</summary>
    public const int Version = 2;

    public const string Script = """
        CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

        CREATE TABLE IF NOT EXISTS tasks (
            ns TEXT NOT NULL, task TEXT NOT NULL, manifest TEXT NOT NULL, schema_hash TEXT NOT NULL,
            PRIMARY KEY (ns, task));

        CREATE TABLE IF NOT EXISTS agents (
            ns TEXT NOT NULL, task TEXT NOT NULL, agent TEXT NOT NULL,
            registered_at INTEGER NOT NULL, registration TEXT NOT NULL,
            lease_until INTEGER NOT NULL, lease_seconds REAL NOT NULL, lost INTEGER NOT NULL DEFAULT 0,
            status TEXT, profile TEXT, sequence INTEGER, profile_at INTEGER,
            PRIMARY KEY (ns, task, agent),
            FOREIGN KEY (ns, task) REFERENCES tasks (ns, task));

        CREATE TABLE IF NOT EXISTS vitals (
            ns TEXT NOT NULL, task TEXT NOT NULL, agent TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (ns, task, agent),
            FOREIGN KEY (ns, task, agent) REFERENCES agents (ns, task, agent) ON DELETE CASCADE);

        CREATE TABLE IF NOT EXISTS history (
            id INTEGER PRIMARY KEY, ns TEXT NOT NULL, task TEXT NOT NULL, agent TEXT NOT NULL,
            at INTEGER NOT NULL, status TEXT NOT NULL,
            FOREIGN KEY (ns, task, agent) REFERENCES agents (ns, task, agent) ON DELETE CASCADE);
        CREATE INDEX IF NOT EXISTS history_of_agent ON history (ns, task, agent, id);
        CREATE INDEX IF NOT EXISTS history_by_age ON history (ns, task, at);

        -- deadline is null once a transfer has ended.
        CREATE TABLE IF NOT EXISTS transfers (
            ns TEXT NOT NULL, task TEXT NOT NULL, id TEXT NOT NULL,
            body TEXT NOT NULL, version INTEGER NOT NULL, deadline INTEGER,
            PRIMARY KEY (ns, task, id),
            FOREIGN KEY (ns, task) REFERENCES tasks (ns, task) ON DELETE CASCADE);
        CREATE INDEX IF NOT EXISTS open_transfers ON transfers (ns, task, id) WHERE deadline IS NOT NULL;

        CREATE TABLE IF NOT EXISTS inbox (
            cursor INTEGER PRIMARY KEY AUTOINCREMENT, ns TEXT NOT NULL, task TEXT NOT NULL, agent TEXT NOT NULL,
            transfer TEXT NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL,
            UNIQUE (ns, task, agent, transfer, sha256),
            FOREIGN KEY (ns, task, agent) REFERENCES agents (ns, task, agent) ON DELETE CASCADE);

        CREATE TABLE IF NOT EXISTS idempotency (
            ns TEXT NOT NULL, task TEXT NOT NULL, operation TEXT NOT NULL, key TEXT NOT NULL,
            body_hash TEXT NOT NULL, transfer TEXT, at INTEGER NOT NULL,
            PRIMARY KEY (ns, task, operation, key));

        -- subject is agent:NAME or part:HASH; scope is empty, or the one target that rates.
        CREATE TABLE IF NOT EXISTS ratings (
            ns TEXT NOT NULL, task TEXT NOT NULL, scope TEXT NOT NULL, subject TEXT NOT NULL,
            kept REAL NOT NULL, refused REAL NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (ns, task, scope, subject),
            FOREIGN KEY (ns, task) REFERENCES tasks (ns, task) ON DELETE CASCADE);

        CREATE TABLE IF NOT EXISTS zoo (
            ns TEXT NOT NULL, task TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (ns, task, id),
            FOREIGN KEY (ns, task) REFERENCES tasks (ns, task) ON DELETE CASCADE);

        CREATE TABLE IF NOT EXISTS recalled (
            ns TEXT NOT NULL, sha256 TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (ns, sha256));

        CREATE TABLE IF NOT EXISTS events (
            number INTEGER PRIMARY KEY AUTOINCREMENT, ns TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
            at INTEGER NOT NULL DEFAULT 0,
            UNIQUE (ns, key));
        CREATE INDEX IF NOT EXISTS events_of_namespace ON events (ns, number);
        """;
}
