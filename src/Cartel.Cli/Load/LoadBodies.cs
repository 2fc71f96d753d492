using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Cli;

/// <summary>Every body that a simulated fleet sends, made before it is due. All are valid, and as long as real ones.</summary>
/// <remarks>Agents of one kind say the same: there are <see cref="Kinds"/> kinds, each with a class mix and parts of its own.</remarks>
internal sealed class LoadBodies
{
    /// <summary>How many different agents there are; the rest say what one of these says.</summary>
    public const int Kinds = 32;

    /// <summary>The name of the task.</summary>
    public const string Task = "load";

    private const int WindowSamples = 500;
    private const int PartBytes = 1300; // a linear part of MNIST as it travels
    private const int LearnedSamples = 20_000;

    private readonly bool _plain;
    private readonly long _firstSequence;
    private readonly AgentProfile[] _profiles;
    private readonly ConcurrentDictionary<long, byte[][]> _waves = new();

    /// <summary>Bodies for a fleet.</summary>
    /// <param name="classes">The task's number of classes.</param>
    /// <param name="plain">Whether none is compressed.</param>
    /// <param name="firstSequence">The sequence number of each agent's first publication: above that of any earlier run.</param>
    /// <param name="seed">Decides the class mixes.</param>
    public LoadBodies(int classes, bool plain, long firstSequence, int seed)
    {
        (_plain, _firstSequence) = (plain, firstSequence);
        var schema = new FeatureSchema([Feature.Numeric("x")], [.. Enumerable.Range(0, classes).Select(static k => $"class-{k}")]);
        Manifest = Body(new TaskManifest(Task, SchemaDocument.From(schema), "linear-logistic", "A simulated fleet: ./cartel load"), CartelJson.Default.TaskManifest);
        Registration = Body(new AgentRegistration(schema.Hash, "load", new Dictionary<string, string> { ["site"] = "load" }), CartelJson.Default.AgentRegistration);
        var random = new SeededRandom(seed);
        Parts = [.. Enumerable.Range(0, Kinds * classes).Select(_ => PartOf(random))];
        _profiles = [.. Enumerable.Range(0, Kinds).Select(kind => ProfileOf(kind, classes, random))];
        Status = [.. Enumerable.Range(0, Kinds).Select(kind => Body(StatusOf(kind), CartelJson.Default.AgentStatus))];
        Requests = [.. _profiles.Select((profile, kind) => RequestOf(profile, kind, schema.Hash))];
        Receipt = Body(
            new TransferReceipt(TransferState.Rejected, "the load run does not merge", null, [], 0, 0.3, 0.3, null, LearnedSamples), CartelJson.Default.TransferReceipt);
    }

    /// <summary>The task.</summary>
    public LoadBody Manifest { get; }

    /// <summary>Every agent's registration.</summary>
    public LoadBody Registration { get; }

    /// <summary>A report for each kind.</summary>
    public IReadOnlyList<LoadBody> Status { get; }

    /// <summary>The parts on offer, with their hashes.</summary>
    public IReadOnlyList<(string Sha256, byte[] Bytes)> Parts { get; }

    /// <summary>A receipt that ends a transfer.</summary>
    public LoadBody Receipt { get; }

    private TransferRequest[] Requests { get; }

    /// <summary>The profile of an agent's kind for its nth publication, from 0.</summary>
    /// <remarks>The sequence number is in a compressed body: all kinds' bodies of one round are made together, when the first is wanted.</remarks>
    public LoadBody Profile(int agent, long round)
    {
        if (!_waves.TryGetValue(round, out var wave))
        {
            wave = _waves.GetOrAdd(round, MakeWave);
            // Whoever is late by two rounds makes its wave anew.
            _waves.TryRemove(round - 2, out _);
        }

        return new LoadBody(wave[agent % Kinds], !_plain);
    }

    /// <summary>A request for help of one agent.</summary>
    public byte[] Request(string agent, int index) =>
        JsonSerializer.SerializeToUtf8Bytes(Requests[index % Kinds] with { Target = agent }, CartelJson.Default.TransferRequest);

    private byte[][] MakeWave(long round) =>
        [.. _profiles.Select(profile => Body(profile with { Sequence = _firstSequence + round }, CartelJson.Default.AgentProfile).Bytes)];

    private LoadBody Body<T>(T value, JsonTypeInfo<T> type)
    {
        if (_plain) return new LoadBody(JsonSerializer.SerializeToUtf8Bytes(value, type), false);

        return new LoadBody(CompressedJson.Write(value, type, out var compressed), compressed);
    }

    private static (string Sha256, byte[] Bytes) PartOf(SeededRandom random)
    {
        var bytes = new byte[PartBytes];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)random.NextBits();
        return (Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes);
    }

    // Some classes are frequent and some rare, as a device at one place sees them: gaps between sorted points, squared.
    private AgentProfile ProfileOf(int kind, int classes, SeededRandom random)
    {
        double[] shares = [.. Enumerable.Range(0, classes).Select(_ => Math.Pow(random.NextDouble(), 4))];
        var sum = shares.Sum();
        long[] counts = [.. shares.Select(share => 1 + (long)(share / sum * WindowSamples))];
        return new AgentProfile(
            0, LearnedSamples, counts, [.. counts.Select(static count => 40 * count)],
            [.. counts.Select(_ => (double?)Math.Round(0.6 + 0.4 * random.NextDouble(), 2))], null,
            [.. Enumerable.Range(0, classes).Select(k => new PartOffer($"class:{k}", [k], Parts[kind * classes + k].Sha256, PartBytes, 40 * counts[k]))],
            Status: StatusOf(kind));
    }

    private static AgentStatus StatusOf(int kind) => new(LearnedSamples + kind, 0.9);

    private static TransferRequest RequestOf(AgentProfile profile, int kind, string schemaHash)
    {
        var needed = kind % profile.ClassCounts.Count;
        return new TransferRequest(
            "", new TransferTrigger(TriggerKind.Drift, LearnedSamples), [needed], profile.ClassCounts,
            [.. profile.Recall.Select((recall, k) => k == needed ? 0.1 : recall)], schemaHash, 1_000_000, Companions: 2);
    }
}

/// <summary>A body ready to send.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Compressed">Whether they are Brotli.</param>
internal readonly record struct LoadBody(byte[] Bytes, bool Compressed);
