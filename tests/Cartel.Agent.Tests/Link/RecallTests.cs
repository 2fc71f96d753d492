using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Agent.Tests.Link;

/// <summary>What an agent does when parts are recalled that it is just judging.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecallTests : LinkTest
{
    private readonly ModelPart _part = PartFor(2);

    public RecallTests() : base(new HttpClientHandler())
    {
    }

    [Test]
    public void A_transfer_of_a_recalled_part_ends_and_the_registry_is_told_why()
    {
        var pipeline = NewPipeline(new Courier(PublicationPolicy.Create()));
        Receive();

        pipeline.Withdraw(["another"]);
        Assert.That(State.Open, Is.Not.Null);
        pipeline.Withdraw([_part.Sha256]);

        Assert.That(State.Open, Is.Null);
        Assert.That(Learner.OpenTrigger, Is.Null);
        var receipt = Checkpoint.NextToSend()!.Value.Item.Receipt!;
        Assert.That((receipt.Outcome, receipt.Reason), Is.EqualTo((TransferState.Rejected, "a part of it was recalled")));
    }

    // Meets class 2, asks, and gets a part, which waits to be judged.
    private void Receive()
    {
        var random = new SeededRandom(2);
        while (!Learner.AwaitsParts) Learner.Observe(Draw(random, 2), 2);
        State.Begin(Settings.Name, Learner.OpenTrigger!);
        State.Update(open => open with { Donor = "donor", Sources = new Dictionary<string, IReadOnlyList<PartSource>> { [_part.Id] = [new PartSource("donor", _part.Sha256)] } });
        Assert.That(Learner.Receive([new DonorParts("donor", [_part])]), Is.Empty);
    }
}
