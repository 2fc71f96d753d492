using System.Diagnostics;
using System.Globalization;
using Cartel.Testing;

namespace Cartel.EndToEnd.Tests;

/// <summary>The machine's processes by their command lines, as <c>/proc</c> shows them, and signals to them.</summary>
internal static class ProcessList
{
    /// <summary>Those that live with an argument that begins so.</summary>
    public static IReadOnlyList<int> WithArgument(string beginning) =>
        [.. from folder in Directory.EnumerateDirectories("/proc")
            where int.TryParse(Path.GetFileName(folder), out _) && Arguments(folder).Any(argument => argument.StartsWith(beginning, StringComparison.Ordinal))
            select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)];

    /// <summary>The only one with an argument that begins so, once there is one.</summary>
    public static async Task<int> TheOneAsync(string beginning)
    {
        var found = await Eventually.GetAsync(() => Task.FromResult(WithArgument(beginning)), static ids => ids.Count == 1);
        return found[0];
    }

    /// <summary>The one that takes the place of another.</summary>
    public static async Task<int> AnotherAsync(string beginning, int than)
    {
        var found = await Eventually.GetAsync(() => Task.FromResult(WithArgument(beginning)), ids => ids.Count == 1 && ids[0] != than);
        return found[0];
    }

    /// <summary>Waits until none is left with an argument that begins so.</summary>
    public static Task NoneAsync(string beginning, TimeSpan patience) =>
        Eventually.GetAsync(() => Task.FromResult(string.Join(", ", WithArgument(beginning))), static ids => ids.Length == 0, patience);

    /// <summary>Sends <c>KILL</c>, <c>INT</c>, <c>STOP</c> or <c>CONT</c>.</summary>
    public static void Signal(string name, params IReadOnlyList<int> ids)
    {
        using var kill = Process.Start("kill", [$"-{name}", .. ids.Select(static id => $"{id}")]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero, $"kill -{name} {string.Join(' ', ids)}");
    }

    private static string[] Arguments(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
