using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>A star of devices around a hub (registry or cloud): every byte takes its time and is counted.</summary>
/// <remarks>
/// <para>A message waits until its link is free, takes bytes · 8 / bandwidth to leave and the latency to arrive; from device to
/// device it passes both links. A lost one is sent again after three latencies, and counts again, as
/// <see cref="MessageKind.Protocol"/>. The hub's own link is never the bottleneck.</para>
/// <para>Beside its content a message costs its HTTP head (<see cref="EnvelopeBytes"/> where the sender has none of its own) and <see cref="SegmentBytes"/> of TCP/IP
/// head for each <see cref="SegmentContent"/> bytes, as <see cref="MessageKind.Protocol"/>: the same for every strategy.</para>
/// </remarks>
public sealed class MeteredNetwork
{
    /// <summary>The hub's number; devices count from 0.</summary>
    public const int Hub = -1;

    /// <summary>Head of a request or of its answer: the mean of both over the registry's whole API, measured on a socket between
    /// the shipped client and the shipped registry.</summary>
    public const int EnvelopeBytes = 146;

    /// <summary>Heads of IPv4 and TCP.</summary>
    public const int SegmentBytes = 40;

    /// <summary>What a segment carries at most.</summary>
    public const int SegmentContent = 1460;

    /// <summary>After how long a silent connection is probed: a probe and its answer are a segment's heads each.</summary>
    public static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(120);

    private readonly VirtualClock _clock;
    private readonly LinkSettings _settings;
    private readonly SeededRandom _random;
    private readonly TimeSpan[] _upFree;
    private readonly TimeSpan[] _downFree;
    private readonly bool[] _offline;

    /// <summary>Connects devices to a hub.</summary>
    public MeteredNetwork(VirtualClock clock, int devices, LinkSettings settings, long seed)
    {
        (_clock, _settings, _random) = (clock, settings, SeededRandom.For(seed, devices));
        (_upFree, _downFree, _offline) = (new TimeSpan[devices], new TimeSpan[devices], new bool[devices]);
    }

    /// <summary>What crossed the network so far.</summary>
    public ByteMeter Bytes { get; } = new();

    /// <summary>Bytes of messages that arrived, heads included; those on their way are neither here nor there.</summary>
    public long Arrived { get; private set; }

    /// <summary>Messages that were sent, each counted once.</summary>
    public long Messages { get; private set; }

    /// <summary>Bytes that were lost, and sent again.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether a device can be reached.</summary>
    public bool IsOnline(int device) => device == Hub || !_offline[device];

    /// <summary>Connects or disconnects a device.</summary>
    public void SetOnline(int device, bool online) => _offline[device] = !online;

    /// <summary>Sends a message.</summary>
    /// <param name="from">A device, or <see cref="Hub"/>.</param>
    /// <param name="to">Another one.</param>
    /// <param name="kind">What its content is.</param>
    /// <param name="bytes">Length of its content; at least 0.</param>
    /// <param name="arrived">What happens when it arrives.</param>
    /// <param name="failed">What happens, after the sender's time-out of 10 s, if one of the two is offline.</param>
    /// <param name="head">Length of its HTTP head.</param>
    public void Send(int from, int to, MessageKind kind, long bytes, Action arrived, Action? failed = null, int head = EnvelopeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (!IsOnline(from) || !IsOnline(to))
        {
            if (failed is not null) _clock.After(TimeSpan.FromSeconds(10), failed);
            return;
        }

        Messages++;
        var overhead = head + ((bytes + head + SegmentContent - 1) / SegmentContent * SegmentBytes);
        Bytes.Add(kind, bytes);
        Bytes.Add(MessageKind.Protocol, overhead);
        var wire = TimeSpan.FromSeconds((bytes + overhead) * 8 / _settings.BitsPerSecond);
        var arrives = _clock.Now;
        if (from != Hub) arrives = Pass(ref _upFree[from], arrives, wire, bytes + overhead);
        if (to != Hub) arrives = Pass(ref _downFree[to], arrives, wire, bytes + overhead);
        _clock.After(arrives - _clock.Now, () =>
        {
            Arrived += bytes + overhead;
            arrived();
        });
    }

    /// <summary>Counts the probes of a connection for as long as nothing is said on it.</summary>
    public void Watch(Func<bool> isSilent) => _clock.InBackground(ProbeEvery, () =>
    {
        if (!isSilent()) return;

        Bytes.Add(MessageKind.Protocol, 2 * SegmentBytes);
        Watch(isSilent);
    });

    private TimeSpan Pass(ref TimeSpan free, TimeSpan ready, TimeSpan wire, long bytes)
    {
        var start = free > ready ? free : ready;
        while (_settings.Loss > 0 && _random.NextDouble() < _settings.Loss)
        {
            Bytes.Add(MessageKind.Protocol, bytes);
            Lost += bytes;
            start += wire + (3 * _settings.Latency);
        }

        free = start + wire;
        return free + _settings.Latency;
    }
}
