namespace Cartel.Streams.Tests;

public sealed class AgrawalGeneratorTests
{
    // Salary, commission, age, level, house value, house years, loan; worked out by hand from the paper's page 924.
    [TestCase(1, 0, 0, 39, 0, 0, 1, 0, 0)]
    [TestCase(1, 0, 0, 40, 0, 0, 1, 0, 1)]
    [TestCase(1, 0, 0, 59, 0, 0, 1, 0, 1)]
    [TestCase(1, 0, 0, 60, 0, 0, 1, 0, 0)]
    [TestCase(2, 50_000, 0, 39, 0, 0, 1, 0, 0)]
    [TestCase(2, 49_999, 0, 39, 0, 0, 1, 0, 1)]
    [TestCase(2, 100_000, 0, 39, 0, 0, 1, 0, 0)]
    [TestCase(2, 100_001, 0, 39, 0, 0, 1, 0, 1)]
    [TestCase(2, 74_999, 0, 40, 0, 0, 1, 0, 1)]
    [TestCase(2, 125_000, 0, 59, 0, 0, 1, 0, 0)]
    [TestCase(2, 25_000, 0, 60, 0, 0, 1, 0, 0)]
    [TestCase(2, 75_001, 0, 60, 0, 0, 1, 0, 1)]
    [TestCase(3, 0, 0, 30, 1, 0, 1, 0, 0)]
    [TestCase(3, 0, 0, 30, 2, 0, 1, 0, 1)]
    [TestCase(3, 0, 0, 50, 0, 0, 1, 0, 1)]
    [TestCase(3, 0, 0, 50, 3, 0, 1, 0, 0)]
    [TestCase(3, 0, 0, 50, 4, 0, 1, 0, 1)]
    [TestCase(3, 0, 0, 70, 1, 0, 1, 0, 1)]
    [TestCase(3, 0, 0, 70, 4, 0, 1, 0, 0)]
    [TestCase(4, 30_000, 0, 30, 1, 0, 1, 0, 0)]
    [TestCase(4, 30_000, 0, 30, 2, 0, 1, 0, 1)]
    [TestCase(4, 90_000, 0, 30, 2, 0, 1, 0, 0)]
    [TestCase(4, 60_000, 0, 50, 2, 0, 1, 0, 0)]
    [TestCase(4, 60_000, 0, 50, 4, 0, 1, 0, 1)]
    [TestCase(4, 110_000, 0, 50, 0, 0, 1, 0, 0)]
    [TestCase(4, 90_000, 0, 70, 3, 0, 1, 0, 0)]
    [TestCase(4, 30_000, 0, 70, 3, 0, 1, 0, 1)]
    [TestCase(4, 30_000, 0, 70, 0, 0, 1, 0, 0)]
    [TestCase(5, 60_000, 0, 30, 0, 0, 1, 100_000, 0)]
    [TestCase(5, 60_000, 0, 30, 0, 0, 1, 300_001, 1)]
    [TestCase(5, 20_000, 0, 30, 0, 0, 1, 400_000, 0)]
    [TestCase(5, 20_000, 0, 30, 0, 0, 1, 199_999, 1)]
    [TestCase(5, 80_000, 0, 50, 0, 0, 1, 200_000, 0)]
    [TestCase(5, 60_000, 0, 50, 0, 0, 1, 500_000, 0)]
    [TestCase(5, 60_000, 0, 50, 0, 0, 1, 299_999, 1)]
    [TestCase(5, 30_000, 0, 70, 0, 0, 1, 300_000, 0)]
    [TestCase(5, 90_000, 0, 70, 0, 0, 1, 300_000, 0)]
    [TestCase(5, 90_000, 0, 70, 0, 0, 1, 300_001, 1)]
    [TestCase(6, 30_000, 20_000, 30, 0, 0, 1, 0, 0)]
    [TestCase(6, 30_000, 19_999, 30, 0, 0, 1, 0, 1)]
    [TestCase(6, 60_000, 15_000, 50, 0, 0, 1, 0, 0)]
    [TestCase(6, 60_000, 15_001, 70, 0, 0, 1, 0, 1)]
    [TestCase(7, 60_000, 30_000, 30, 0, 0, 1, 199_999, 0, Description = "⅔ of 90,000 − 39,999.8 − 20,000 = 0.2")]
    [TestCase(7, 60_000, 30_000, 30, 0, 0, 1, 200_000, 1, Description = "and exactly 0")]
    [TestCase(8, 45_000, 15_000, 30, 3, 0, 1, 0, 0, Description = "40,000 − 15,000 − 20,000")]
    [TestCase(8, 45_000, 15_000, 30, 4, 0, 1, 0, 1, Description = "40,000 − 20,000 − 20,000 = 0")]
    [TestCase(9, 45_000, 15_000, 30, 2, 0, 1, 99_999, 0, Description = "40,000 − 10,000 − 19,999.8 − 10,000")]
    [TestCase(9, 45_000, 15_000, 30, 2, 0, 1, 100_000, 1)]
    [TestCase(10, 30_000, 0, 30, 4, 100_001, 25, 0, 0, Description = "20,000 − 20,000 + 100,001·(25 − 20)/10/5 − 10,000 = 0.1")]
    [TestCase(10, 30_000, 0, 30, 4, 100_000, 25, 0, 1, Description = "and exactly 0")]
    [TestCase(10, 30_000, 0, 30, 4, 100_000, 19, 0, 1)]
    public void A_function_judges_hand_made_applicants_as_the_paper_does(
        int function, double salary, double commission, int age, int level, double house, int years, double loan, int expected)
    {
        var applicant = new AgrawalApplicant(salary, commission, age, level, Car: 0, ZipCode: 0, house, years, loan);

        Assert.That(applicant.Classify(function), Is.EqualTo(expected));
    }

    [Test]
    public void Without_perturbation_every_label_follows_from_the_sample([Range(1, 10)] int function)
    {
        using var source = GeneratorSource.Open($"agrawal?function={function}&perturbation=0&seed=2");

        foreach (var (values, label) in source.ReadSamples(5_000)) Assert.That(Of(values).Classify(function), Is.EqualTo(label));
    }

    [Test]
    public void Values_keep_to_their_ranges([Values(0, 0.05, 1)] double perturbation)
    {
        using var source = GeneratorSource.Open($"agrawal?perturbation={perturbation}");

        foreach (var (values, _) in source.ReadSamples(5_000))
        {
            var applicant = Of(values);
            var house = (9 - applicant.ZipCode) * 100_000.0;
            using (Assert.EnterMultipleScope())
            {
                Assert.That(applicant.Salary, Is.InRange(20_000, 150_000));
                Assert.That(applicant.Commission, Is.Zero.Or.InRange(10_000, 75_000));
                Assert.That(applicant.Age, Is.InRange(20, 80));
                Assert.That(applicant.Level, Is.InRange(0, 4));
                Assert.That(applicant.Car, Is.InRange(0, 19));
                Assert.That(applicant.ZipCode, Is.InRange(0, 8));
                Assert.That(applicant.HouseValue, Is.InRange(0.5 * house, 1.5 * house));
                Assert.That(applicant.HouseYears, Is.InRange(1, 30));
                Assert.That(applicant.Loan, Is.InRange(0, 500_000));
            }
        }
    }

    [Test]
    public void Function_1_has_the_class_share_of_the_age_brackets()
    {
        const double expected = 41 / 61.0;
        using var source = GeneratorSource.Open("agrawal?perturbation=0");

        Assert.That(source.ReadSamples(20_000).Average(sample => 1.0 - sample.Label), Is.EqualTo(expected).Within(4 * Math.Sqrt(expected * (1 - expected) / 20_000)));
    }

    [Test]
    public void Each_quarter_of_the_stream_that_MOA_made_is_explained_best_by_its_own_function()
    {
        var data = DataSets.Open(Testing.Repository.DataFile("streams/agrawal100k.csv.gz"), null, strict: true);
        for (var quarter = 0; quarter < 4; quarter++)
        {
            var rows = Enumerable.Range(quarter * 25_000, 25_000).ToArray();
            var right = Enumerable.Range(1, 10)
                .Select(function => rows.Average(row => $"{Of(data.Row(row)).Classify(function)}" == data.LabelName(row) ? 1.0 : 0))
                .ToArray();

            Assert.That(Array.IndexOf(right, right.Max()), Is.EqualTo(quarter));
            Assert.That(right[quarter], Is.GreaterThan(0.85), "the rest are applicants that 5 % perturbation carried over a threshold");
        }
    }

    private static AgrawalApplicant Of(float[] values) =>
        new(values[0], values[1], values[2], (int)values[3], (int)values[4], (int)values[5], values[6], values[7], values[8]);
}
