namespace Cartel.Cli;

/// <summary>Writes a text whole or not at all: a reader never sees half a file.</summary>
internal static class WholeFile
{
    public static void Write(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
