using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>What collaboration takes while nothing happens.</summary>
public sealed class CostTests
{
    [Test]
    [NonParallelizable]
    public void A_settled_sample_allocates_nothing_copies_of_the_model_included()
    {
        var world = new World(2);
        var learner = new CollaborativeLearner(OnlineLearner.Create("linear", World.Schema), new CollaborationOptions { Trigger = "never" });
        var sketcher = new ClassSketcher(World.Schema.EncodedLength, World.Schema.Classes.Count);
        var samples = Enumerable.Range(0, 512).Select(_ => world.Next(5)).ToArray();
        // The third copy of the model is the first that finds a spare one.
        for (var pass = 0; pass < 2; pass++) Live();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Live();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Live()
        {
            foreach (var (features, label) in samples)
            {
                learner.Observe(features, label);
                sketcher.Observe(features, label);
            }
        }
    }
}
