namespace Cartel.Registry.Tests.Store;

/// <summary>The same cases for every engine: each fixture has one of its own, from its first case to its last.</summary>
internal abstract class EngineContract<TEngine>
    where TEngine : IDisposable, new()
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected TEngine Engine { get; private set; } = default!;

    [OneTimeSetUp]
    public void Launch() => Engine = new TEngine();

    [OneTimeTearDown]
    public void End() => Engine?.Dispose();
}
