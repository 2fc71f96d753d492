using Cartel.Testing;

namespace Cartel.Sqlite.Tests;

public sealed class SqliteMisuseTests
{
    private TemporaryFolder _folder = null!;
    private SqliteDatabase _database = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _database = SqliteDatabase.Open(_folder.File("a.db"));
    }

    [TearDown]
    public void Close()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Too_few_arguments_are_named() => Assert.That(
        () => _database.Execute("SELECT ?, ?", 1), Throws.ArgumentException.With.Message.Contains("2 placeholders and got 1"));

    [Test]
    public void Not_a_number_is_refused() => Assert.That(
        () => _database.Execute("SELECT ?", double.NaN), Throws.ArgumentException.With.Message.Contains("argument 1 is NaN"));

    [Test]
    public void A_type_that_SQLite_does_not_know_is_named() => Assert.That(
        () => _database.Execute("SELECT ?", 1m), Throws.ArgumentException.With.Message.Contains("Decimal"));

    [Test]
    public void A_second_statement_is_refused() => Assert.That(
        () => _database.Execute("SELECT 1; SELECT 2"), Throws.ArgumentException.With.Message.Contains("begins at: SELECT 2"));

    [Test]
    public void An_empty_statement_is_refused() => Assert.That(
        () => _database.Execute(" "), Throws.ArgumentException.With.Message.Contains("no statement"));

    [Test]
    public void Wrong_SQL_is_told_in_SQLites_words() => Assert.That(
        () => _database.Execute("SELEC 1"), Throws.InstanceOf<SqliteException>().With.Message.Contains("near \"SELEC\""));

    [Test]
    public void A_column_that_the_query_lacks_is_refused() => Assert.That(
        () => _database.Query("SELECT 1", row => row.Long(1)), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_transaction_in_a_transaction_is_refused_and_undoes_the_outer_one()
    {
        _database.ExecuteScript("CREATE TABLE things (value)");

        Assert.That(
            () => _database.InTransaction(() =>
            {
                _database.Execute("INSERT INTO things VALUES (1)");
                _database.InTransaction(() => { });
            }),
            Throws.InvalidOperationException.With.Message.Contains("do not nest"));

        Assert.That(_database.Query("SELECT value FROM things", row => row.Long(0)), Is.Empty);
    }

    [Test]
    public void After_Dispose_every_call_says_so()
    {
        _database.Dispose();

        Assert.That(() => _database.Execute("SELECT 1"), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => _database.InTransaction(() => { }), Throws.InstanceOf<ObjectDisposedException>());
    }
}
