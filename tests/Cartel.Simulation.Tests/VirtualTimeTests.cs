namespace Cartel.Simulation.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class VirtualTimeTests
{
    private readonly VirtualClock _clock = new();

    [Test]
    public void Asynchronous_code_pauses_in_virtual_time_and_stays_on_its_thread()
    {
        var (time, seen) = (new VirtualTime(_clock), new List<(DateTimeOffset, int)>());
        new VirtualContext(_clock).Run(async void () =>
        {
            await Task.Delay(TimeSpan.FromHours(1), time);
            await Task.Yield();
            seen.Add((time.GetUtcNow(), Environment.CurrentManagedThreadId));
        });
        _clock.After(TimeSpan.FromHours(2), static () => { });
        RunOut();

        Assert.That(seen, Is.EqualTo([(VirtualTime.Beginning + TimeSpan.FromHours(1), Environment.CurrentManagedThreadId)]));
    }

    [Test]
    public void A_periodic_timer_fires_until_it_is_disposed()
    {
        var fired = new List<TimeSpan>();
        var timer = new VirtualTime(_clock).CreateTimer(_ => fired.Add(_clock.Now), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _clock.After(TimeSpan.FromSeconds(6), timer.Dispose);
        _clock.After(TimeSpan.FromSeconds(20), static () => { });
        RunOut();

        Assert.That(fired, Is.EqualTo(((int[])[1, 3, 5]).Select(static second => TimeSpan.FromSeconds(second))));
    }

    [Test]
    public void What_runs_in_the_background_does_not_keep_a_simulation_going()
    {
        var beats = 0;
        Beat();
        _clock.After(TimeSpan.FromSeconds(10.5), static () => { });
        RunOut();

        Assert.That(beats, Is.EqualTo(10));

        void Beat() => _clock.InBackground(TimeSpan.FromSeconds(1), () =>
        {
            beats++;
            Beat();
        });
    }

    [Test]
    public void Another_thread_is_refused()
    {
        Exception? refusal = null;
        var thread = new Thread(() => refusal = Assert.Catch(() => _clock.After(TimeSpan.Zero, static () => { })));
        thread.Start();
        thread.Join();

        Assert.That(refusal, Is.TypeOf<InvalidOperationException>());
    }

    private void RunOut()
    {
        while (_clock.Step())
        {
        }
    }
}
