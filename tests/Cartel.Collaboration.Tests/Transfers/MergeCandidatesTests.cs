using Cartel.Learning;

namespace Cartel.Collaboration.Tests;

/// <summary>Parts that fitted when they came may not fit later: the bound on a row's weights moves with the model's own rows.</summary>
public sealed class MergeCandidatesTests
{
    private static readonly IOnlineLearner Model = new World(3).Learned(200);

    private static readonly DonorParts Good = new("good", new World(4).Learned(300).Partition([0, 1]));

    private static readonly DonorParts Misfit = new("misfit", [new ModelPart("naive-bayes", World.Schema.Hash, "class:0", [0], 9, Good.Parts[0].Payload)]);

    [Test]
    public void One_donor_s_misfit_leaves_the_ways_that_do_without_it() =>
        Assert.That(MergeCandidates.Of(Model.Clone, [Good, Misfit], [0], seed: 1).Select(static way => way.Name), Is.EquivalentTo(["part", "good alone"]));

    [Test]
    public void Where_nothing_fits_there_is_no_way_and_what_runs_now_stands()
    {
        var hindsight = new Hindsight(Model, period: 8);
        for (var n = 1; n <= 8; n++) hindsight.Observe(Model, new World(n).Of(0), 0, n);
        var trigger = new HelpTrigger(true, [0], 8, 8);

        var asked = Admission.Of(hindsight, [Misfit], trigger, [1, 1, 1, 1, 1]);
        var ahead = Admission.Ahead(hindsight, [Misfit], trigger, [1, 1, 1, 1, 1]);

        Assert.That(asked.Finalists.Concat(ahead.Finalists), Is.Empty);
        Assert.That((asked.After, ahead.After), Is.EqualTo((asked.Before, ahead.Before)));
    }
}
