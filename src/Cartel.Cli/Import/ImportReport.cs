using System.Globalization;
using System.Text;

namespace Cartel.Cli;

/// <summary>Tells of an import.</summary>
internal static class ImportReport
{
    private const int MostClasses = 12;

    public static string Of(ImportResult result)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{result.Model}: {result.Form}, taken up by {result.Learner}");
        text.AppendLine(CultureInfo.InvariantCulture, $"accuracy {result.Accuracy:0.0000} on {result.Samples:N0} samples; recall {string.Join(", ", result.Recall.OrderBy(static of => of.Value).Take(MostClasses).Select(static of => $"{of.Key} {of.Value:0.000}"))}{(result.Recall.Count > MostClasses ? ", …" : "")}");
        if (result.LeftOut > 0) text.AppendLine(CultureInfo.InvariantCulture, $"{result.LeftOut:N0} samples of classes that the model does not know were left out");
        if (result.More) text.AppendLine("the data has more samples: those were enough");
        if (result.BadRows > 0) text.AppendLine(CultureInfo.InvariantCulture, $"{result.BadRows:N0} rows could not be used");
        text.AppendLine(result.Checkpoint);
        return text.ToString();
    }
}
