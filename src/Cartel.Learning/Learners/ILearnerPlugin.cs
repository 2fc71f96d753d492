namespace Cartel.Learning;

/// <summary>Learners that come in an assembly of their own, which a program loads when a task names one of them.</summary>
/// <remarks>Each keeps what <see cref="IOnlineLearner"/> promises, save that one which learns in batches may allocate when it does.</remarks>
public interface ILearnerPlugin
{
    /// <summary>What its learners' names begin with, before a colon: <c>mlnet</c> of <c>mlnet:linear-svm</c>.</summary>
    string Name { get; }

    /// <summary>The full names of its learners.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Makes an untrained learner.</summary>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="settings">Named like one of <see cref="Kinds"/>.</param>
    /// <param name="seed">Seeds what the learner draws at random.</param>
    /// <exception cref="ArgumentException">A setting is out of bounds, or does not fit the task.</exception>
    IOnlineLearner Create(FeatureSchema schema, Settings settings, int seed);

    /// <summary>Reads what follows a snapshot's header, which is all that the learner's <see cref="IOnlineLearner.Save"/> wrote after it.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="schema">The task's columns and classes.</param>
    /// <param name="reader">Stands behind the header.</param>
    /// <exception cref="ModelFormatException">The snapshot is damaged, or does not fit.</exception>
    IOnlineLearner Restore(string kind, FeatureSchema schema, ref SpanReader reader);
}
