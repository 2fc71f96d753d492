using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>The state of a collaborative learner as a bad disk may return it.</summary>
public sealed class DamagedStateTests
{
    private static readonly CollaborationOptions Options = new() { Hindsight = 4, Window = 20 };

    // Donor's parts three samples after the class's first, or so late that the run ends before: awaiting, judging, on probation.
    private static readonly (int Length, int Delay)[] Moments = [(300, 3), (608, 1000), (604, 0), (625, 3)];

    [Test]
    public void Cut_short_or_lengthened_it_is_refused()
    {
        var state = new Introduction(5, Options).Run(Good, 300).Learner.Save();
        for (var length = 0; length < state.Length; length += 7) Refused(state[..length]);
        Refused([.. state, 0]);
    }

    [Test]
    public void A_flipped_byte_is_refused_or_leaves_a_learner_that_works([Values(0, 1, 2, 3)] int moment)
    {
        var run = new Introduction(5, Options).Run(Good, Moments[moment].Length, Moments[moment].Delay);
        var (state, random, world, refused) = (run.Learner.Save(), new Random(9), new World(5), 0);
        for (var i = 0; i < 500; i++)
        {
            byte[] damaged = [.. state];
            damaged[random.Next(state.Length)] ^= (byte)(1 << random.Next(8));
            CollaborativeLearner learner;
            try
            {
                learner = CollaborativeLearner.Restore(World.Schema, Options, damaged);
            }
            catch (ModelFormatException)
            {
                refused++;
                continue;
            }

            for (var j = 0; j < 10; j++) learner.Observe(world.Of(j % 5), j % 5);
            _ = CollaborativeLearner.Restore(World.Schema, Options, learner.Save());
        }

        Assert.That(refused, Is.InRange(5, 499));
    }

    private static void Refused(byte[] state) =>
        Assert.That(() => CollaborativeLearner.Restore(World.Schema, Options, state), Throws.TypeOf<ModelFormatException>());

    private static IReadOnlyList<ModelPart> Good(World world) => world.Learned(500).Partition([Introduction.Novel]);
}
