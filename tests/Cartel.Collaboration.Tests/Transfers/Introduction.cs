using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>An agent that meets class e midway, asks and is answered; beside it a twin that learns alone.</summary>
internal sealed class Introduction(int seed, CollaborationOptions options)
{
    public const int Change = 600;
    public const int Novel = 4;

    private readonly World _world = new(seed);
    private readonly List<(long Sample, TransferStep Step)> _steps = [];

    public CollaborativeLearner Learner { get; private set; } = new(OnlineLearner.Create("linear", World.Schema), options);

    public IOnlineLearner Twin { get; } = OnlineLearner.Create("linear", World.Schema);

    /// <summary>Every step of its transfers, and the sample at which it came.</summary>
    public IReadOnlyList<(long Sample, TransferStep Step)> Steps => _steps;

    public HelpTrigger? Trigger { get; private set; }

    public long FirstOfTheClass { get; private set; }

    /// <summary>Right predictions after the change: own and the twin's.</summary>
    public (int Own, int Twin) Right { get; private set; }

    /// <summary>Mean accuracy on held-out samples of the new mix, scored every four of the first 80 samples after the class's first.</summary>
    /// <remarks>Not the recall of the new class alone: a row that has seen one sample fires on everything, and the others' recall pays.</remarks>
    public (double Own, double Twin) Early { get; private set; }

    /// <summary>Runs the stream; <paramref name="donor"/> gives the parts, <paramref name="delay"/> samples after the request.</summary>
    public Introduction Run(Func<World, IReadOnlyList<ModelPart>> donor, int length, int delay = 3, bool interrupted = false) =>
        RunAll(world => [new DonorParts("donor", donor(world))], length, delay, interrupted);

    /// <summary>The same with several donors.</summary>
    public Introduction RunAll(Func<World, IReadOnlyList<DonorParts>> donors, int length, int delay = 3, bool interrupted = false)
    {
        var parts = donors(_world);
        (float[] Features, int Label)[] heldOut = [.. Enumerable.Range(0, 200).Select(_ => _world.Next(Novel + 1))];
        for (var i = 1; i <= length; i++)
        {
            var (features, label) = _world.Next(i <= Change ? Novel : Novel + 1);
            if (label == Novel && FirstOfTheClass == 0) FirstOfTheClass = i;
            Take(features, label, i > Change);
            if (Learner.AwaitsParts && i == Learner.OpenTrigger!.Sample + delay) Learner.Receive(parts);
            if (interrupted) Learner = CollaborativeLearner.Restore(World.Schema, options, Learner.Save());
            if (FirstOfTheClass > 0 && i > FirstOfTheClass && i <= FirstOfTheClass + 80 && (i - FirstOfTheClass) % 4 == 0) Score(heldOut);
        }

        return this;
    }

    private void Take(float[] features, int label, bool counts)
    {
        var twin = Twin.Predict(features).Label == label;
        Twin.Learn(features, label);
        var seen = Learner.Observe(features, label);
        Trigger ??= seen.Trigger;
        if (seen.Step is { } step) _steps.Add((Learner.Samples, step));
        if (counts) Right = (Right.Own + (seen.Prediction.Label == label ? 1 : 0), Right.Twin + (twin ? 1 : 0));
    }

    private void Score((float[] Features, int Label)[] heldOut) => Early = (
        Early.Own + (heldOut.Count(sample => Learner.Predict(sample.Features).Label == sample.Label) / 4000.0),
        Early.Twin + (heldOut.Count(sample => Twin.Predict(sample.Features).Label == sample.Label) / 4000.0));
}
