namespace Cartel.Streams;

/// <summary>From which sample on another concept holds.</summary>
internal readonly record struct ConceptChange(long At, int Concept);

/// <summary>Which concept (labelling function, or number of drifting attributes) holds when: abrupt changes at given samples.</summary>
internal sealed class ConceptSchedule(int first, IReadOnlyList<ConceptChange> changes)
{
    private int _passed;

    /// <summary>The concept at a sample; to be asked for rising positions.</summary>
    public int At(long position)
    {
        while (_passed < changes.Count && changes[_passed].At <= position) _passed++;
        return _passed == 0 ? first : changes[_passed - 1].Concept;
    }
}
