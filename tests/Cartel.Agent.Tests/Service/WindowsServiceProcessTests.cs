namespace Cartel.Agent.Tests.Service;

/// <summary>A process that a service control manager started; the manager is played.</summary>
internal sealed class WindowsServiceProcessTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void The_manager_hears_how_the_agent_ended(int exitCode)
    {
        var manager = new PlayedManager();

        var ended = new WindowsServiceProcess(manager, "cartel-agent", _ => Task.FromResult(exitCode)).Run();

        Assert.That(ended, Is.EqualTo(exitCode));
        Assert.That(manager.Told, Is.EqualTo([new WindowsServiceState(WindowsServicePhase.Running), new WindowsServiceState(WindowsServicePhase.Stopped, ExitCode: exitCode)]));
    }

    [Test]
    public void Asked_to_stop_it_says_that_it_does_and_ends_well()
    {
        var manager = new PlayedManager();
        var process = new WindowsServiceProcess(manager, "cartel-agent", async stop =>
        {
            manager.Ask!(WindowsServiceRequest.Other);
            Assert.That(stop.IsCancellationRequested, Is.False);
            manager.Ask!(WindowsServiceRequest.Stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        });

        Assert.That(process.Run(), Is.Zero);
        Assert.That(manager.Told.Select(static state => state.Phase), Is.EqualTo([WindowsServicePhase.Running, WindowsServicePhase.Stopping, WindowsServicePhase.Stopped]));
        Assert.That(manager.Told[1].Patience, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void An_agent_that_breaks_is_not_told_to_have_ended()
    {
        var manager = new PlayedManager();

        Assert.That(() => new WindowsServiceProcess(manager, "cartel-agent", static _ => throw new InvalidOperationException("a mistake")).Run(), Throws.InvalidOperationException);
        Assert.That(manager.Told.Select(static state => state.Phase), Is.EqualTo([WindowsServicePhase.Running]), "the process dies, and the manager starts it again");
    }

    private sealed class PlayedManager : IServiceControlManager
    {
        public Action<WindowsServiceRequest>? Ask { get; private set; }

        public List<WindowsServiceState> Told { get; } = [];

        public void Dispatch(string name, Action service) => service();

        public void Listen(string name, Action<WindowsServiceRequest> hear) => Ask = hear;

        public void Report(WindowsServiceState state) => Told.Add(state);
    }
}
