using Cartel.Testing;

namespace Cartel.Sqlite.Tests;

public sealed class SqliteDatabaseTests
{
    private TemporaryFolder _folder = null!;
    private SqliteDatabase _database = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _database = SqliteDatabase.Open(_folder.File("a.db"));
        _database.ExecuteScript("CREATE TABLE things (id INTEGER PRIMARY KEY, value); CREATE TABLE parts (thing INTEGER REFERENCES things(id))");
    }

    [TearDown]
    public void Close()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [TestCase(0L)]
    [TestCase(long.MinValue)]
    [TestCase(long.MaxValue)]
    public void Keeps_every_integer(long value) => Assert.That(RoundTrip(value, row => row.Long(0)), Is.EqualTo(value));

    [TestCase(0.1)]
    [TestCase(double.Epsilon)]
    [TestCase(double.MaxValue)]
    [TestCase(double.NegativeInfinity)]
    public void Keeps_every_bit_of_a_number(double value) => Assert.That(RoundTrip(value, row => row.Double(0)), Is.EqualTo(value));

    [TestCase("")]
    [TestCase("Zürich, 東京, 🚲")]
    [TestCase("before\0after")]
    [TestCase("'; DROP TABLE things; --")]
    public void Keeps_text(string value)
    {
        Assert.That(RoundTrip(value, row => row.Text(0)), Is.EqualTo(value));
        Assert.That(RoundTrip(value, row => row.IsNull(0)), Is.False);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(100_000)]
    public void Keeps_bytes(int length)
    {
        var value = new byte[length];
        new Random(1).NextBytes(value);

        Assert.That(RoundTrip(value, row => row.Bytes(0)), Is.EqualTo(value));
        Assert.That(RoundTrip((ReadOnlyMemory<byte>)value, row => row.Span(0).ToArray()), Is.EqualTo(value));
        Assert.That(RoundTrip(value, row => row.IsNull(0)), Is.False);
    }

    [Test]
    public void Tells_null_from_the_empty_text()
    {
        Assert.That(RoundTrip(null, row => row.IsNull(0)), Is.True);
        Assert.That(RoundTrip(null, row => row.TextOrNull(0)), Is.Null);
    }

    [Test]
    public void Execute_counts_the_rows_that_it_changed()
    {
        var inserted = _database.Execute("INSERT INTO things (value) VALUES (?), (?)", 1, 2);

        Assert.That(inserted, Is.EqualTo(2));
        Assert.That(_database.Execute("UPDATE things SET value = 3 WHERE value = ?", 9), Is.Zero);
        Assert.That(_database.LastInsertedRow, Is.EqualTo(2));
    }

    [Test]
    public void A_query_inside_a_query_with_the_same_words_works()
    {
        _database.Execute("INSERT INTO things (value) VALUES (1), (2)");

        var pairs = _database.Query("SELECT value FROM things", outer =>
            outer.Long(0) + string.Concat(_database.Query("SELECT value FROM things", inner => inner.Long(0))));

        Assert.That(pairs, Is.EqualTo(new[] { "112", "212" }));
    }

    [Test]
    public void A_transaction_that_throws_changes_nothing_and_the_next_one_works()
    {
        Assert.That(
            () => _database.InTransaction(() =>
            {
                _database.Execute("INSERT INTO things (value) VALUES (1)");
                throw new FormatException("stop");
            }),
            Throws.InstanceOf<FormatException>());
        _database.InTransaction(() => _database.Execute("INSERT INTO things (value) VALUES (2)"));

        Assert.That(_database.Query("SELECT value FROM things", row => row.Long(0)), Is.EqualTo(new[] { 2L }));
    }

    [Test]
    public void A_file_that_is_opened_again_has_what_was_committed()
    {
        _database.InTransaction(() => _database.Execute("INSERT INTO things (value) VALUES (?)", "kept"));
        _database.Dispose();

        using var again = SqliteDatabase.Open(_folder.File("a.db"));

        Assert.That(again.Query("SELECT value FROM things", row => row.Text(0)), Is.EqualTo(new[] { "kept" }));
    }

    [TestCase(SqliteSync.Full, 2)]
    [TestCase(SqliteSync.Normal, 1)]
    public void Opens_in_wal_mode_with_the_promise_asked_for(SqliteSync sync, long expected)
    {
        using var database = SqliteDatabase.Open(_folder.File("b.db"), sync);

        Assert.That(database.Query("PRAGMA journal_mode", row => row.Text(0)), Is.EqualTo(new[] { "wal" }));
        Assert.That(database.Query("PRAGMA synchronous", row => row.Long(0)), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void A_broken_constraint_is_told_with_code_and_statement()
    {
        var refusal = Assert.Throws<SqliteException>(() => _database.Execute("INSERT INTO parts VALUES (?)", 404))!;

        Assert.That((refusal.Code, refusal.ExtendedCode), Is.EqualTo((19, 787)), "SQLITE_CONSTRAINT_FOREIGNKEY");
        Assert.That(refusal.Message, Does.Contain("FOREIGN KEY").And.Contain("INSERT INTO parts"));
    }

    [Test]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var file = _folder.File("notes.txt");
        File.WriteAllText(file, new string('x', 4096));

        var refusal = Assert.Throws<SqliteException>(() => SqliteDatabase.Open(file))!;

        Assert.That(refusal.Code, Is.EqualTo(26), "SQLITE_NOTADB");
        Assert.That(File.ReadAllText(file), Is.EqualTo(new string('x', 4096)));
    }

    private T RoundTrip<T>(object? value, SqliteRead<T> read)
    {
        _database.Execute("DELETE FROM things");
        _database.Execute("INSERT INTO things (value) VALUES (?)", value);
        return _database.Query("SELECT value FROM things", read)[0];
    }
}
