namespace Cartel.MLNet.Tests;

public sealed class TrainingPaceTests
{
    [Test]
    public void Trains_after_1_2_4_and_so_on_up_to_its_period()
    {
        var pace = new TrainingPace(10);

        var trainings = Enumerable.Range(1, 50).Where(_ => pace.Count(isNew: false)).ToList();

        Assert.That(trainings, Is.EqualTo(new[] { 1, 3, 7, 15, 25, 35, 45 }));
    }

    [Test]
    public void Begins_again_at_1_with_a_class_that_is_new()
    {
        var pace = new TrainingPace(10);
        for (var i = 0; i < 20; i++) pace.Count(isNew: false);

        var trainings = Enumerable.Range(1, 20).Where(sample => pace.Count(isNew: sample == 4)).ToList();

        Assert.That(trainings, Is.EqualTo(new[] { 4, 6, 10, 18 }));
    }
}
