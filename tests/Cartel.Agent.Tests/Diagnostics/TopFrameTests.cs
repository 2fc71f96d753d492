namespace Cartel.Agent.Tests.Diagnostics;

public sealed class TopFrameTests
{
    private static readonly StatusReport Running = new(true, 1, SomeStatus.Full, null);

    [Test]
    public void A_picture_of_eighty_columns_shows_course_classes_and_transfers() => Assert.That(
        new TopFrame(80, 40, colours: false).Draw(Running, [0.5, null, 0.9, 0.95, 1.0]),
        Is.EqualTo("""
            gateway-7 of flows is learning, for 3.0 h (process 4711, version 1.0.0)
            accuracy  97.1% ▅ ▇██
            class               share recall
            normal              80.0%  99.0% ██████████████████████████████████████
            a “quoted” \ class  15.0%  40.0% ███████
            rare                 5.0%      – ██
            transfers     sample  outcome      donors
            drift        123,000  under way    gateway-2
            novelty        5,000  adopted      gateway-3, gateway-4
            novelty          900  rejected
            learning      123,456 samples, 1,234/s, accuracy 97.1%, overall 94.3%
            data          csv:/var/log/flows.csv?label=class; 3 rows could not be used
            model         linear-logistic, 123,000 samples learned, 4.9 KiB, borrowed parts…
            drift         class-recall:hddm-a: 2 new classes, 1 drift, 4 alarms without lab…
            detectors     rare at 0.1235, warns at 0.15, signals at 0.2; overall:page-hinkl…
            late labels   12 samples wait, 34 labels found theirs, 11 expired
            outbox        3 messages, 900 B; dropped 7 signal (expired)
            registry      https://registry.example:5443/ does not answer, last 10 min ago; …
            checkpoint    4 s old, 106.0 KiB, 65.2 GiB free in /var/lib/cartel-agent
            process       39.1 MiB of memory, 5 min of processor time, 2.5% of a core in th…
            local http    http://127.0.0.1:9464: 1,000 predictions, 20 samples, 10 labels, …
            configuration changed, waits for a restart: data
            q ends
            """.ReplaceLineEndings("\n")));

    [Test]
    public void Of_an_agent_that_has_just_begun_there_is_little_to_show() => Assert.That(
        new TopFrame(60, 40, colours: false).Draw(new StatusReport(true, 0, SomeStatus.Young, null), [null]),
        Does.StartWith("gateway-7 of flows is waiting, for 0 s").And.Contain("accuracy      –").And.Contain("registry      none: it learns alone").And.Not.Contain("transfers"));

    [Test]
    public void No_line_is_longer_than_the_terminal_and_no_picture_taller([Values(20, 27, 40, 80, 200)] int width, [Values(5, 12, 24, 60)] int height)
    {
        var lines = new TopFrame(width, height, colours: false).Draw(Running, [.. Enumerable.Repeat<double?>(0.5, 500)]).Split('\n');

        Assert.That(lines.Select(static line => line.Length), Is.All.LessThanOrEqualTo(width));
        Assert.That(lines, Has.Length.LessThanOrEqualTo(height));
        Assert.That(lines[^1], Is.EqualTo("q ends"));
    }

    [Test]
    public void Colours_change_nothing_but_colours()
    {
        var plain = new TopFrame(80, 40, colours: false).Draw(Running, [0.5]);
        var coloured = new TopFrame(80, 40, colours: true).Draw(Running, [0.5]);

        Assert.That(coloured, Does.Contain("\e[1mgateway-7"));
        Assert.That(System.Text.RegularExpressions.Regex.Replace(coloured, "\e\\[[0-9]+m", ""), Is.EqualTo(plain));
    }

    [Test]
    public void An_agent_that_has_gone_is_told_of_in_the_past() => Assert.That(
        new TopFrame(80, 40, colours: false).Draw(new StatusReport(false, 600, SomeStatus.Full, null), []), Does.StartWith("gateway-7 of flows does not run; it did not say farewell 10 min ago"));

    [Test]
    public void Where_nobody_says_anything_the_picture_says_that() =>
        Assert.That(new TopFrame(80, 40, colours: false).Draw(new StatusReport(false, null, null, null), []), Is.EqualTo("no agent says anything here yet\nq ends"));
}
