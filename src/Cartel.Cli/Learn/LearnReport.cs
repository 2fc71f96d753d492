using System.Text;

namespace Cartel.Cli;

/// <summary>The result of <c>./cartel learn</c> for people, no wider than 80 columns.</summary>
internal static class LearnReport
{
    private const int Width = 80;
    private const int MostClasses = 24;

    public static string Of(LearnResult result)
    {
        var text = new StringBuilder();
        Row(text, "data", result.Data);
        Row(text, "learner", result.Learner);
        Row(text, "samples", $"{result.Samples:N0}" + (result.Delay == 0 ? "" : $", their labels {result.Delay:N0} samples late"));
        text.AppendLine();
        Compare(text, result);
        text.AppendLine();
        Row(text, "majority class", $"{result.MajorityAccuracy:0.0000}   always the most frequent class: kappa-M is 0");
        Row(text, "no change", $"{result.NoChangeAccuracy:0.0000}   always the previous label: kappa-temporal is 0");
        text.AppendLine();
        Row(text, "samples/s", $"{result.SamplesPerSecond:N0}");
        Row(text, "model bytes", $"{result.ModelBytes:N0}");
        Row(text, "peak resident", $"{result.PeakResidentBytes:N0} bytes, the data set included");
        if (result.Detector is not null) Drifts(text, result);
        if (result.Classes.Count <= MostClasses) Classes(text, result.Classes);
        return text.ToString();
    }

    private static void Compare(StringBuilder text, LearnResult result)
    {
        var faded = result.Faded is null ? "" : $"{$"fading {result.Fading}",16}";
        text.AppendLine($"{"",-16}{"all samples",14}{$"last {result.WindowLength:N0}",16}{faded}");
        var all = new Figures(result.Accuracy, result.Kappa, result.KappaM, result.KappaTemporal, result.MacroF1);
        Line("accuracy", static figures => figures.Accuracy);
        Line("kappa", static figures => figures.Kappa);
        Line("kappa-M", static figures => figures.KappaM);
        Line("kappa-temporal", static figures => figures.KappaTemporal);
        Line("macro F1", static figures => figures.MacroF1);

        void Line(string name, Func<Figures, double?> figure) => text.AppendLine(
            $"{name,-16}{Number(figure(all)),14}{Number(figure(result.Window)),16}{(result.Faded is null ? "" : Number(figure(result.Faded))),16}".TrimEnd());
    }

    private static void Drifts(StringBuilder text, LearnResult result)
    {
        Row(text, "drifts", $"{result.Drifts.Count:N0} by {result.Detector}");
        var line = "";
        foreach (var drift in result.Drifts.Select(static drift => $"{drift:N0}"))
        {
            if (line.Length + drift.Length + 2 > Width - 16)
            {
                Row(text, "", line);
                line = "";
            }

            line += line.Length == 0 ? drift : $"  {drift}";
        }

        if (line.Length > 0) Row(text, "", line);
    }

    private static void Classes(StringBuilder text, IReadOnlyList<ClassResult> classes)
    {
        text.AppendLine();
        text.AppendLine($"{"class",-28}{"samples",12}{"recall",10}{"precision",12}{"F1",10}");
        foreach (var one in classes)
        {
            var name = one.Class.Length <= 27 ? one.Class : one.Class[..26] + "…";
            text.AppendLine($"{name,-28}{one.Samples,12:N0}{Number(one.Recall),10}{Number(one.Precision),12}{Number(one.F1),10}");
        }
    }

    private static void Row(StringBuilder text, string name, string value) => text.AppendLine($"{name,-16}{value}");

    private static string Number(double? value) => value is { } number ? $"{number:0.0000}" : "–";
}
