using System.Text;

namespace Cartel.Streams.Tests;

/// <summary>The tokenizer against a parser that follows RFC 4180 character by character, on random text.</summary>
public sealed class CsvTokenizerTests
{
    [Test]
    public void Reads_what_a_naive_parser_reads([Range(1, 40)] int seed)
    {
        using var scratch = new Scratch();
        var random = new Random(seed);
        var records = Enumerable.Range(0, 300).Select(_ => RandomRecord(random)).ToList();
        var text = string.Concat(records.Select(record => Write(record, random)));
        if (seed % 2 == 0) text = text.TrimEnd('\r', '\n');
        var path = scratch.Write("random.csv", seed % 3 == 0 ? Scratch.Gzip(text) : Encoding.UTF8.GetBytes(text));

        var read = ReadAll(path);

        Assert.That(read, Is.EqualTo(NaiveParse(text)).AsCollection);
        Assert.That(read, Is.EqualTo(records).AsCollection);
    }

    private static List<string[]> ReadAll(string path)
    {
        using var reader = new CsvReader(path, (byte)',');
        var read = new List<string[]>();
        while (reader.Read())
        {
            Assert.That(reader.Problem, Is.Null);
            var fields = new string[reader.FieldCount];
            for (var i = 0; i < fields.Length; i++) fields[i] = Encoding.UTF8.GetString(reader.Field(i));
            read.Add(fields);
        }

        return read;
    }

    private static string[] RandomRecord(Random random)
    {
        var fields = new string[random.Next(2, 9)];
        for (var i = 0; i < fields.Length; i++)
        {
            var length = random.Next(20) == 0 ? random.Next(5_000) : random.Next(8);
            fields[i] = string.Concat(Enumerable.Range(0, length).Select(_ => "ab1.é,\"\n\r \t?"[random.Next(12)]));
        }

        return fields;
    }

    private static string Write(string[] fields, Random random)
    {
        var written = fields.Select(field => field.AsSpan().ContainsAny(",\"\r\n") || random.Next(5) == 0 ? $"\"{field.Replace("\"", "\"\"")}\"" : field);
        return string.Join(',', written) + (random.Next(2) == 0 ? "\r\n" : "\n");
    }

    private static List<string[]> NaiveParse(string text)
    {
        var records = new List<string[]>();
        var record = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[++i]);
            else if (c == '"') quoted = !quoted;
            else if (quoted) field.Append(c);
            else if (c == ',') EndField();
            else if (c == '\n') EndRecord();
            else if (c != '\r') field.Append(c);
        }

        if (field.Length > 0 || record.Count > 0) EndRecord();
        return records;

        void EndField()
        {
            record.Add(field.ToString());
            field.Clear();
        }

        void EndRecord()
        {
            EndField();
            records.Add([.. record]);
            record.Clear();
        }
    }
}
