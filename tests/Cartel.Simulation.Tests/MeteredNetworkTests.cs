namespace Cartel.Simulation.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MeteredNetworkTests
{
    private const double BitsPerSecond = 1_000_000;

    // One segment: 1000 bytes of content, the head of the message, the heads of TCP and IP.
    private const long Whole = 1_000 + MeteredNetwork.EnvelopeBytes + MeteredNetwork.SegmentBytes;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Wire = TimeSpan.FromSeconds(Whole * 8 / BitsPerSecond);

    private readonly VirtualClock _clock = new();

    [Test]
    public void A_message_takes_its_length_over_the_bandwidth_and_the_latency()
    {
        var network = Network();

        Assert.That(ArrivalOf(network, 0, MeteredNetwork.Hub), Is.EqualTo(Wire + Latency));
    }

    [Test]
    public void From_device_to_device_a_message_passes_both_links()
    {
        var network = Network();

        Assert.That(ArrivalOf(network, 0, 1), Is.EqualTo(2 * (Wire + Latency)));
    }

    [Test]
    public void Two_messages_of_one_device_leave_one_after_the_other_and_those_of_two_at_once()
    {
        var (network, arrivals) = (Network(), new List<TimeSpan>());
        foreach (var device in (int[])[0, 0, 1]) network.Send(device, MeteredNetwork.Hub, MessageKind.Parts, 1_000, () => arrivals.Add(_clock.Now));
        RunOut();

        Assert.That(arrivals, Is.EqualTo([Wire + Latency, Wire + Latency, (2 * Wire) + Latency]));
    }

    [Test]
    public void Both_directions_of_a_link_are_its_own()
    {
        var (network, arrivals) = (Network(), new List<TimeSpan>());
        network.Send(0, MeteredNetwork.Hub, MessageKind.Parts, 1_000, () => arrivals.Add(_clock.Now));
        network.Send(MeteredNetwork.Hub, 0, MessageKind.Parts, 1_000, () => arrivals.Add(_clock.Now));
        RunOut();

        Assert.That(arrivals, Is.EqualTo([Wire + Latency, Wire + Latency]));
    }

    [Test]
    public void Content_counts_as_its_kind_and_heads_as_protocol()
    {
        var network = Network();
        network.Send(0, MeteredNetwork.Hub, MessageKind.Metadata, 1_000, static () => { });
        // 3000 bytes and the head are more than two segments and fit three.
        network.Send(0, MeteredNetwork.Hub, MessageKind.Parts, 3_000, static () => { });

        Assert.That(network.Bytes[MessageKind.Metadata], Is.EqualTo(1_000));
        Assert.That(network.Bytes[MessageKind.Parts], Is.EqualTo(3_000));
        Assert.That(network.Bytes[MessageKind.Protocol], Is.EqualTo((2 * MeteredNetwork.EnvelopeBytes) + (4 * MeteredNetwork.SegmentBytes)));
    }

    [Test]
    public void A_message_to_or_from_an_offline_device_fails_after_ten_seconds_and_costs_nothing()
    {
        var (network, failures) = (Network(), new List<TimeSpan>());
        network.SetOnline(0, false);
        network.Send(0, MeteredNetwork.Hub, MessageKind.Parts, 1_000, Assert.Fail, () => failures.Add(_clock.Now));
        network.Send(MeteredNetwork.Hub, 0, MessageKind.Parts, 1_000, Assert.Fail, () => failures.Add(_clock.Now));
        RunOut();

        Assert.That(failures, Is.EqualTo([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)]));
        Assert.That(network.Bytes.Total, Is.Zero);
    }

    [Test]
    public void A_lost_message_comes_three_latencies_later_and_is_paid_again_each_time()
    {
        var (network, arrivals) = (Network(loss: 0.5), 0);
        for (var i = 0; i < 1_000; i++) network.Send(0, MeteredNetwork.Hub, MessageKind.Parts, 1_000, () => arrivals++);
        RunOut();

        Assert.That(arrivals, Is.EqualTo(1_000));
        Assert.That(network.Bytes[MessageKind.Parts], Is.EqualTo(1_000_000));
        var retransmissions = network.Lost / Whole;
        Assert.That(network.Lost % Whole, Is.Zero);
        // Failures before 1000 successes at one half: 1000 on average, with a standard deviation of √2000 ≈ 45.
        Assert.That(retransmissions, Is.EqualTo(1_000).Within(200));
        // One behind the other: each success takes its wire time, each failure that and three latencies.
        Assert.That(_clock.Now, Is.EqualTo(((1_000 + retransmissions) * Wire) + (retransmissions * 3 * Latency) + Latency));
        Assert.That(network.Arrived + network.Lost, Is.EqualTo(network.Bytes.Total));
    }

    private MeteredNetwork Network(double loss = 0) => new(_clock, devices: 2, new LinkSettings(Latency, BitsPerSecond, loss), seed: 1);

    private TimeSpan ArrivalOf(MeteredNetwork network, int from, int to)
    {
        var arrival = TimeSpan.Zero;
        network.Send(from, to, MessageKind.Parts, 1_000, () => arrival = _clock.Now);
        RunOut();
        return arrival;
    }

    private void RunOut()
    {
        while (_clock.Step())
        {
        }
    }
}
