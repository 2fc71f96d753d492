using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Devices send their labelled samples to a cloud, which learns one model of them all and pushes it back.</summary>
/// <remarks>
/// <para><c>centralized</c> is the baseline of Daga et al., SoCC 2019: samples in batches (<see cref="RawSamples"/>), and after
/// every batch the full model, as <see cref="IOnlineLearner.Save"/> writes it, to every device. <c>centralized-sane</c> is what an
/// engineer would build: batches compressed by gzip, the model by Brotli and pushed only to
/// devices whose copy has become a worse one for them (<see cref="PushOnChange"/>).</para>
/// <para>A device serves the model last pushed, and has no answer before the first push. A batch that finds the cloud out of
/// reach goes out with the next one; a push that finds a device out of reach is lost. Each batch is one request; its
/// acknowledgement is the answer's head.</para>
/// <para>Settings: <c>batch</c>, samples of a device that go out together (100; the paper's value is not public), and for
/// the sane push <c>gain</c>, errors that a push must save (8).</para>
/// </remarks>
internal sealed class CentralizedStrategy : IStrategy
{
    private readonly int _batch;
    private readonly Func<int, ICloudPolicy> _policy;

    private CentralizedStrategy(string name, int batch, Func<int, ICloudPolicy> policy) => (Name, _batch, _policy) = (name, batch, policy);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The paper's push.</summary>
    public static CentralizedStrategy Paper(Settings settings) => new("centralized", BatchOf(settings), static devices => new PushAlways(devices));

    /// <summary>Compressed, and only on change.</summary>
    public static CentralizedStrategy Sane(Settings settings)
    {
        var gain = settings.Number("gain", 8.0, 0, 1e6);
        return new CentralizedStrategy("centralized-sane", BatchOf(settings), devices => new PushOnChange(devices, gain));
    }

    /// <inheritdoc/>
    public IReadOnlyList<IEdge> Deploy(Deployment deployment)
    {
        var cloud = new Cloud(deployment, _policy(deployment.Devices));
        return [.. Enumerable.Range(0, deployment.Devices).Select(device => new CloudEdge(deployment, device, _batch, cloud))];
    }

    private static int BatchOf(Settings settings) => settings.Number("batch", 100, 1, 1_000_000);
}
