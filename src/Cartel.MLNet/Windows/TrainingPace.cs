using Cartel.Learning;

namespace Cartel.MLNet;

/// <summary>After how many samples a batch learner trains: 1, 2, 4 … up to its period, and from 1 again when it meets a class.</summary>
/// <remarks>A batch that waits for its period would know nothing for so long; a class that is new costs at most log₂ of the period trainings more.</remarks>
/// <param name="period">The most samples between two trainings; above 0.</param>
internal sealed class TrainingPace(int period)
{
    private int _pause = 1;
    private int _since;

    /// <summary>Counts a sample.</summary>
    /// <param name="isNew">Whether it is the first of its class.</param>
    /// <returns>Whether it is time to train.</returns>
    public bool Count(bool isNew)
    {
        if (isNew) (_pause, _since) = (1, 0);
        if (++_since < _pause) return false;

        (_pause, _since) = (Math.Min(2 * _pause, period), 0);
        return true;
    }

    public void CopyTo(TrainingPace other) => (other._pause, other._since) = (_pause, _since);

    public void Write(BinaryWriter writer)
    {
        writer.Write(_pause);
        writer.Write(_since);
    }

    /// <exception cref="ModelFormatException">It is no state of a pace of this period.</exception>
    public void Read(ref SpanReader reader)
    {
        (_pause, _since) = (reader.Int32(), reader.Int32());
        if (_pause < 1 || _pause > period || _since < 0 || _since >= _pause)
            throw new ModelFormatException($"the snapshot trains after {_pause} samples, of which {_since} are there; the period is {period}");
    }
}
