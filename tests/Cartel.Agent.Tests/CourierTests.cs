using System.Text.Json;
using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Streams;
using Cartel.Testing;

namespace Cartel.Agent.Tests;

/// <summary>What a publication weighs.</summary>
public sealed class CourierTests
{
    private const int Classes = 10;

    [Test]
    public void A_profile_of_ten_classes_weighs_less_than_1700_bytes_and_its_shares_have_three_digits()
    {
        using var folder = new TemporaryFolder();
        using var checkpoint = new Checkpoint(folder.Path);
        var schema = new FeatureSchema([Feature.Numeric("x"), Feature.Numeric("y")], [.. Enumerable.Range(0, Classes).Select(k => $"c{k}")]);
        var learner = new CollaborativeLearner(OnlineLearner.Create("naive-bayes", schema), new CollaborationOptions());
        var random = new SeededRandom(1);
        for (var i = 0; i < 5000; i++)
        {
            var label = random.Next(Classes);
            learner.Observe([(float)(label + random.NextGaussian()), (float)random.NextGaussian()], label);
            if (learner.AwaitsParts) learner.GiveUp();
        }

        var courier = new Courier(PublicationPolicy.Create());
        courier.Look(new AgentState(new DataSetSource(DataSets.Open("sea?count=10", null, strict: true)), new OneHotEncoder(schema), learner, null, checkpoint));

        Assert.That(courier.Publications.TryRead(out var publication), Is.True);
        var profile = publication!.Profile;
        Assert.That(profile.Parts, Has.Count.EqualTo(Classes));
        Assert.That(profile.Recall.Concat(profile.Precision ?? []).Select(static share => share * 100 % 1 is < 1e-9 or > 1 - 1e-9), Is.All.True);
        Assert.That(JsonSerializer.SerializeToUtf8Bytes(profile, CartelJson.Default.AgentProfile), Has.Length.LessThan(1700));
    }
}
