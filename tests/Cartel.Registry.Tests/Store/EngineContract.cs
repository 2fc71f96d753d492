using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Cartel.Registry.Tests.Store;

/// <summary>The same cases for every engine: each fixture has one of its own, from its first case to its last.</summary>
internal abstract class EngineContract<TEngine>
    where TEngine : IDisposable, new()
{
    protected static readonly CancellationToken None = CancellationToken.None;

    protected TEngine Engine { get; private set; } = default!;

    [OneTimeSetUp]
    public void Launch()
    {
        try
        {
            Engine = new TEngine();
        }
        catch (TargetInvocationException wrapped) when (wrapped.InnerException is { } cause)
        {
            // An engine whose program is not here says so by ignoring its cases, which NUnit has to see itself.
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    [OneTimeTearDown]
    public void End() => Engine?.Dispose();
}
