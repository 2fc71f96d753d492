namespace Cartel.Streams;

/// <summary>Opens data sets by the names that <c>--data</c> takes.</summary>
public static class DataSets
{
    /// <summary>Loads a data set into memory.</summary>
    /// <remarks>
    /// <list type="bullet">
    /// <item><c>csv:FILE?label=NAME[&amp;nominal=c*,proto][&amp;drop=id,user][&amp;delimiter=;]</c>: text with a header row, gzip or
    /// not; <c>label</c> is <c>class</c> unless given; <c>nominal</c> and <c>drop</c> are lists of names or patterns with *;
    /// <c>delimiter</c> is one character or <c>tab</c>. A bare path that ends in .csv or .csv.gz means the same.
    /// <c>bins=35,75</c> makes the classes <c>to 35</c>, <c>35 to 75</c> and <c>above 75</c> of a label that is a number;
    /// <c>missing=NA,-</c> lists words for a missing value, beside nothing at all and <c>?</c>. A * in the file's name reads all files
    /// that fit, by name; <c>file=NAME</c> adds a column that holds the name of the row's file, without its endings.</item>
    /// <item><c>mnist:DIR</c>: the folder's train-images and train-labels; <c>idx:IMAGES?labels=LABELS</c>: any such pair.</item>
    /// <item><c>sea</c>, <c>agrawal</c>, <c>rbf</c>, <c>led</c>: generators; all take <c>seed</c> (1) and <c>count</c> (20000), and
    /// <c>sea?function=1&amp;noise=0.1&amp;changes=5000:3,10000:2</c>, <c>agrawal?function=1&amp;perturbation=0.05&amp;changes=…</c>,
    /// <c>rbf?classes=6&amp;features=20&amp;centroids=6&amp;speed=0</c>, <c>led?noise=0.1&amp;drift=0&amp;changes=…</c>.</item>
    /// </list>
    /// </remarks>
    /// <param name="spec">The name.</param>
    /// <param name="dataFolder">Where relative names are looked up after the current folder; null if there is none.</param>
    /// <param name="strict">Whether the first bad row is an error; otherwise it is set aside and counted.</param>
    /// <exception cref="DataSpecException">Unknown format or option, or no such file; the message lists the choices.</exception>
    /// <exception cref="StreamFormatException">The file cannot be read; the message has file and line.</exception>
    /// <exception cref="BadRowException">A bad row, when strict.</exception>
    public static IDataSet Open(string spec, string? dataFolder, bool strict)
    {
        var parsed = DataSpec.Parse(spec);
        if (parsed.Target == "-" || parsed.Format is "jsonl" or "zeek") throw new DataSpecException(spec, "is a stream for an agent without a workload; here, write csv:FILE, mnist:DIR, or a generator");
        return parsed.Format switch
        {
            "csv" => CsvDataSet.Load(parsed, dataFolder, strict),
            "mnist" => ImageFiles.OpenMnist(parsed, dataFolder),
            "idx" => ImageFiles.OpenPair(parsed, dataFolder),
            _ => StreamGenerators.Load(parsed),
        };
    }
}
