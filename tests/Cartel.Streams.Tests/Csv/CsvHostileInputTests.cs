namespace Cartel.Streams.Tests;

/// <summary>Random damage: a file is read, or refused by a <see cref="StreamFormatException"/>; nothing else happens.</summary>
public sealed class CsvHostileInputTests
{
    [Test]
    public void Random_bytes_are_rows_or_bad_rows_or_refused([Range(1, 20)] int seed)
    {
        using var scratch = new Scratch();
        var random = new Random(seed);
        for (var i = 0; i < 25; i++)
        {
            var noise = string.Concat(Enumerable.Range(0, random.Next(400)).Select(_ => "\"\",,,\n\n\r1?.-eaé\0 "[random.Next(17)]));
            AssertReadOrRefused(scratch.Write("noise.csv", "x,k,class\n1,p,a\n2,q,b\n" + noise));
        }
    }

    [Test]
    public void A_damaged_gzip_is_read_or_refused([Range(1, 20)] int seed)
    {
        using var scratch = new Scratch();
        var random = new Random(seed);
        var whole = Scratch.Gzip("x,class\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"{random.Next()},{i % 2}\n")));
        for (var i = 0; i < 10; i++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            AssertReadOrRefused(scratch.Write("damaged.csv.gz", damaged));
        }
    }

    [Test]
    public void A_gzip_cut_anywhere_is_refused([Values] bool twoMembers)
    {
        using var scratch = new Scratch();
        var rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 2}\n"));
        byte[] whole = [.. Scratch.Gzip("x,class\n" + rows), .. twoMembers ? Scratch.Gzip(rows) : []];
        var members = twoMembers ? Scratch.Gzip("x,class\n" + rows).Length : 0;

        for (var left = 2; left < whole.Length; left++)
        {
            var path = scratch.Write("cut.csv.gz", whole[..left]);
            if (left == members) Assert.That(DataSets.Open(path, null, strict: true).Count, Is.EqualTo(40), "cut between members, it is a whole file");
            else Assert.That(() => DataSets.Open(path, null, strict: false), Throws.TypeOf<StreamFormatException>(), $"{left} bytes of {whole.Length}");
        }
    }

    [Test]
    public void More_categories_than_a_schema_holds_are_refused_with_the_way_out()
    {
        using var scratch = new Scratch();
        var path = scratch.Write("ids.csv", "id,x,class\n" + string.Concat(Enumerable.Range(0, 66_000).Select(i => $"user-{i},1,{i % 2}\n")));

        Assert.That(() => DataSets.Open(path, null, strict: false), Throws.TypeOf<StreamFormatException>().With.Message.Contains("drop="));
        Assert.That(DataSets.Open(path + "?drop=id", null, strict: true).Count, Is.EqualTo(66_000));
    }

    private static void AssertReadOrRefused(string path)
    {
        try
        {
            var data = DataSets.Open(path, null, strict: false);
            Assert.That(data.Count + data.BadRows.Count, Is.Positive);
            Assert.That(data.BadRows.First.Select(row => row.Line), Is.Ordered);
            for (var row = 0; row < data.Count; row++) Assert.That(data.Row(row).Any(float.IsInfinity), Is.False);
        }
        catch (StreamFormatException refused)
        {
            Assert.That(refused.File, Is.EqualTo(path));
        }
    }
}
