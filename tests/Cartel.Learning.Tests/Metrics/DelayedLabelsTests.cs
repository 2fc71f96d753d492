namespace Cartel.Learning.Tests;

public sealed class DelayedLabelsTests
{
    [Test]
    public void A_label_is_due_once_as_many_more_samples_were_predicted_as_the_delay([Values(0, 1, 5)] int delay)
    {
        var labels = new DelayedLabels(delay, 2);
        var taken = new List<(int At, float First, float Second, int Label, int Predicted)>();
        for (var i = 0; i < 20; i++)
        {
            labels.Add([i, -i], i % 3, i % 2);
            while (labels.TryTake(out var due)) taken.Add((i, due.Features[0], due.Features[1], due.Label, due.Predicted));
        }

        Assert.That(labels.Waiting, Is.EqualTo(delay));
        Assert.That(taken, Is.EqualTo(Enumerable.Range(0, 20 - delay).Select(i => (i + delay, (float)i, (float)-i, i % 3, i % 2))));
    }

    [Test]
    public void At_the_end_of_the_stream_the_rest_is_due_in_order()
    {
        var labels = new DelayedLabels(3, 1);
        for (var i = 0; i < 3; i++) labels.Add([i], i, -1);
        Assert.That(labels.TryTake(out _), Is.False);

        labels.Finish();
        var taken = new List<int>();
        while (labels.TryTake(out var due)) taken.Add(due.Label);

        Assert.That(taken, Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void A_sample_that_is_due_must_be_taken_before_the_next_comes()
    {
        var labels = new DelayedLabels(1, 1);
        labels.Add([0], 0, 0);
        labels.Add([1], 1, 0);

        Assert.That(() => labels.Add([2], 0, 0), Throws.InvalidOperationException);
        Assert.That(labels.TryTake(out var due) && due.Label == 0, Is.True);
    }

    [TestCase(-1, 1)]
    [TestCase(DelayedLabels.LongestDelay + 1, 1)]
    [TestCase(3, 0)]
    [TestCase(DelayedLabels.LongestDelay, 10_000, Description = "40 GB of samples")]
    public void Refuse_settings_out_of_range(int delay, int features) =>
        Assert.That(() => new DelayedLabels(delay, features), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Refuse_a_sample_of_another_length() =>
        Assert.That(() => new DelayedLabels(3, 2).Add([1], 0, 0), Throws.ArgumentException);
}
