namespace Cartel.Cli;

/// <summary>What <c>./cartel import</c> made of a model.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Form">What it is, in words.</param>
/// <param name="Task">The task's name.</param>
/// <param name="Learner">The learner's kind.</param>
/// <param name="Samples">How many samples it was tried on.</param>
/// <param name="LeftOut">Samples of classes that the model does not know.</param>
/// <param name="More">Whether the data has more samples than were read: 64 Mi numbers are.</param>
/// <param name="BadRows">Rows of the data that could not be used.</param>
/// <param name="Accuracy">Of the learner with the model on the samples, in [0, 1].</param>
/// <param name="Recall">The same of each class's samples, by the class's name.</param>
/// <param name="Checkpoint">The file that was written.</param>
public sealed record ImportResult(
    string Model, string Form, string Task, string Learner, long Samples, long LeftOut, bool More, long BadRows, double Accuracy, IReadOnlyDictionary<string, double> Recall, string Checkpoint);
