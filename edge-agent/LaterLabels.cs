using Cartel.Learning;

namespace Cartel.Agent;

/// <summary>Labels that come later, from a file and from what is posted, as one.</summary>
/// <param name="file">Those of <c>--labels</c>, or null.</param>
/// <param name="posted">Those of <c>/v1/labels</c>, or null.</param>
internal sealed class LaterLabels(ILabelSource? file, ILabelSource? posted) : ILabelSource
{
    // No mark has one in it.
    private const char Between = '\n';

    // As an agent that was never posted any has always written it: a file's mark alone.
    public string Mark => posted is null ? file?.Mark ?? "" : file?.Mark + Between + posted.Mark;

    public bool TryRead(out string key, out int label)
    {
        if (file?.TryRead(out key!, out label) is true) return true;

        (key, label) = ("", Sample.Unlabelled);
        return posted?.TryRead(out key, out label) is true;
    }

    public void Return(string mark)
    {
        var (ofFile, ofPosted) = Split(mark);
        if (ofFile.Length > 0) file?.Return(ofFile);
        if (ofPosted.Length > 0) posted?.Return(ofPosted);
    }

    public void Commit(string mark)
    {
        var (ofFile, ofPosted) = Split(mark);
        if (ofFile.Length > 0) file?.Commit(ofFile);
        if (ofPosted.Length > 0) posted?.Commit(ofPosted);
    }

    public void Dispose()
    {
        file?.Dispose();
        posted?.Dispose();
    }

    private static (string File, string Posted) Split(string mark) => mark.Split(Between) is [var first, var second] ? (first, second) : (mark, "");
}
