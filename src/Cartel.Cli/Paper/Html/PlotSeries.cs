namespace Cartel.Cli;

/// <summary>One line of a plot.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Place">The strategy's place, which gives its colour in every plot.</param>
/// <param name="Points">From left to right.</param>
/// <param name="IsStep">Whether it stays at a height until the next point.</param>
internal sealed record PlotSeries(string Name, int Place, IReadOnlyList<(double X, double Y)> Points, bool IsStep = false);

/// <summary>A vertical mark.</summary>
/// <param name="X">Where.</param>
/// <param name="Kind">Its class in the page's style: <c>change</c> or <c>transfer</c>.</param>
/// <param name="Title">What a pointer that rests on it is told.</param>
internal sealed record PlotMark(double X, string Kind, string Title);
