using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>Input that cannot be used ends in an exit code and a sentence with file and line, never in a stack trace.</summary>
[TestFixture]
public sealed class BadInputTests : FolderTest
{
    private const int Failed = 1;
    private const int Misused = 2;

    [TestCase("learn")]
    [TestCase("demo")]
    public async Task A_csv_without_the_label_column(string command)
    {
        await File.WriteAllLinesAsync(Folder.File("flows.csv"), Table.Rows(40));

        await RefusesAsync(command, "csv:flows.csv?label=attack", Failed, "flows.csv, line 1: has no label column “attack”; its columns are size, time, label");
    }

    [TestCase("learn")]
    [TestCase("demo")]
    public async Task A_bad_row_when_strict(string command)
    {
        await File.WriteAllLinesAsync(Folder.File("flows.csv"), Table.RowsWithBad(40, 7));

        await RefusesAsync(command, "csv:flows.csv?label=label", Failed, "flows.csv, line 7: has 1 field and the header 3: too few", "--strict");
    }

    [TestCase("learn")]
    [TestCase("demo")]
    public async Task A_gzip_that_was_cut_short(string command)
    {
        var whole = Zip(string.Join('\n', Table.Rows(20_000)) + "\n");
        await File.WriteAllBytesAsync(Folder.File("flows.csv.gz"), whole[..(whole.Length / 2)]);

        var errors = await RefusesAsync(command, "csv:flows.csv.gz?label=label", Failed, "flows.csv.gz, line ");
        Assert.That(errors, Does.Contain("cut short"));
    }

    [TestCase("learn")]
    [TestCase("demo")]
    public async Task An_idx_file_with_the_wrong_magic_number(string command)
    {
        // 2049 begins a file of labels; images begin with 2051 (yann.lecun.com/exdb/mnist).
        await File.WriteAllBytesAsync(Folder.File("images"), [0, 0, 8, 1, 0, 0, 0, 2, 3, 4]);
        await File.WriteAllBytesAsync(Folder.File("labels"), [0, 0, 8, 1, 0, 0, 0, 2, 3, 4]);

        await RefusesAsync(command, "idx:images?labels=labels", Failed, "images: has the magic number 2049");
    }

    [TestCase("learn")]
    [TestCase("demo")]
    public async Task An_unknown_generator(string command) => await RefusesAsync(command, "seas", Misused, "sea, ");

    [TestCase("learn")]
    [TestCase("demo")]
    public async Task A_missing_file(string command) => await RefusesAsync(command, "csv:nowhere.csv?label=label", Misused, "nowhere.csv");

    [Test]
    public async Task A_port_that_is_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        await RefusesAsync("demo", "sea?count=20000", Failed, $"port {port} is in use; choose another one with --port", "--port", port);
    }

    [Test]
    public async Task Bad_rows_are_counted_and_the_first_ten_shown()
    {
        // The header is line 1; every third line from the fourth on has one field.
        var bad = Enumerable.Range(1, 12).Select(static i => 3 * i + 1).ToArray();
        await File.WriteAllLinesAsync(Folder.File("flows.csv"), Table.RowsWithBad(60, bad));

        using var learn = CartelProgram.Start("cartel.dll", Folder.Path, "learn", "--data", "csv:flows.csv?label=label");
        var exitCode = await learn.EndAsync(TimeSpan.FromMinutes(1));

        Assert.That(exitCode, Is.Zero, learn.Errors);
        Assert.That(learn.Errors, Does.Contain("12 rows could not be used"));
        var shown = bad.Take(10).Select(line => $"flows.csv, line {line}: has 1 field and the header 3: too few");
        var told = learn.Errors.Split('\n').Where(static line => line.Contains(", line ", StringComparison.Ordinal)).ToList();
        Assert.That(told, Has.Count.EqualTo(10));
        Assert.That(told.Zip(shown), Has.All.Matches<(string Told, string Due)>(static pair => pair.Told.TrimEnd().EndsWith(pair.Due, StringComparison.Ordinal)));
        Assert.That(learn.Output, Does.Match(@"samples\s+48\b"));
    }

    private async Task<string> RefusesAsync(string command, string data, int exitCode, string message, params string[] options)
    {
        string[] always = command == "demo" && !options.Contains("--port") ? ["--port", $"{FreePort.Next()}"] : [];
        using var cartel = CartelProgram.Start("cartel.dll", Folder.Path, [command, "--data", data, .. always, .. options]);
        var ended = await cartel.EndAsync(TimeSpan.FromMinutes(1));

        Assert.Multiple(() =>
        {
            Assert.That(ended, Is.EqualTo(exitCode), cartel.Errors);
            Assert.That(cartel.Errors, Does.Contain(message));
            Assert.That(cartel.Errors, Does.Not.Contain("   at ").And.Not.Contain("Exception"));
            Assert.That(cartel.Output, Is.Empty);
        });
        return cartel.Errors;
    }

    private static byte[] Zip(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Optimal)) zip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
