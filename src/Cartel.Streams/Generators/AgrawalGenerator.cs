using Cartel.Learning;

namespace Cartel.Streams;

/// <summary>Loan applicants with six numbers and three nominal columns, judged by one of ten functions.</summary>
/// <remarks>
/// R. Agrawal, T. Imielinski and A. Swami, “Database mining: a performance perspective”, IEEE TKDE 5(6), 1993, 914–925. As in MOA
/// (A. Bifet et al., “MOA: Massive Online Analysis”, JMLR 11, 2010), a commission is paid exactly where the salary is below
/// 75,000, the label is decided first, and then each number is moved by up to <c>perturbation</c> times its range, uniformly.
/// Deviation from MOA: a perturbed house value stays within its own zip code's range instead of being cut at 135,000.
/// </remarks>
internal sealed class AgrawalGenerator(ConceptSchedule functions, double perturbation, long seed) : StreamGenerator(SharedSchema)
{
    private static readonly FeatureSchema SharedSchema = new(
        [
            Feature.Numeric("salary"), Feature.Numeric("commission"), Feature.Numeric("age"),
            Numbered("elevel", "level", 0, 5), Numbered("car", "car", 1, 20), Numbered("zipcode", "zipcode", 1, 9),
            Feature.Numeric("hvalue"), Feature.Numeric("hyears"), Feature.Numeric("loan"),
        ],
        ["groupA", "groupB"]);

    private readonly SeededRandom _random = SeededRandom.For(seed, StableHash.Of("agrawal"));
    private long _position;

    public override int Next(Span<float> values)
    {
        var applicant = Draw();
        var label = applicant.Classify(functions.At(_position++));
        Write(perturbation > 0 ? Perturb(applicant) : applicant, values);
        return label;
    }

    private AgrawalApplicant Draw()
    {
        var salary = Uniform(20_000, 150_000);
        var commission = salary >= 75_000 ? 0 : Uniform(10_000, 75_000);
        var age = 20 + _random.Next(61);
        var level = _random.Next(5);
        var car = _random.Next(20);
        var zipCode = _random.Next(9);
        var ordinary = OrdinaryHouse(zipCode);
        var houseValue = Uniform(0.5 * ordinary, 1.5 * ordinary);
        var houseYears = 1 + _random.Next(30);
        return new AgrawalApplicant(
            salary, commission, age, level, car, zipCode, houseValue, houseYears, Loan: Uniform(0, 500_000));
    }

    private AgrawalApplicant Perturb(AgrawalApplicant applicant)
    {
        var ordinary = OrdinaryHouse(applicant.ZipCode);
        return applicant with
        {
            Salary = Move(applicant.Salary, 20_000, 150_000),
            Commission = applicant.Commission > 0 ? Move(applicant.Commission, 10_000, 75_000) : 0,
            Age = Math.Round(Move(applicant.Age, 20, 80)),
            HouseValue = Move(applicant.HouseValue, 0.5 * ordinary, 1.5 * ordinary),
            HouseYears = Math.Round(Move(applicant.HouseYears, 1, 30)),
            Loan = Move(applicant.Loan, 0, 500_000),
        };
    }

    private static void Write(AgrawalApplicant applicant, Span<float> values)
    {
        values[0] = (float)applicant.Salary;
        values[1] = (float)applicant.Commission;
        values[2] = (float)applicant.Age;
        values[3] = applicant.Level;
        values[4] = applicant.Car;
        values[5] = applicant.ZipCode;
        values[6] = (float)applicant.HouseValue;
        values[7] = (float)applicant.HouseYears;
        values[8] = (float)applicant.Loan;
    }

    private static double OrdinaryHouse(int zipCode) => (9 - zipCode) * 100_000.0;

    // Rounded to what the sample will hold, so that an unperturbed sample and its label agree at every threshold.
    private double Uniform(double least, double most) => (float)(least + (most - least) * _random.NextDouble());

    private double Move(double value, double least, double most) =>
        Math.Clamp(value + (most - least) * (2 * _random.NextDouble() - 1) * perturbation, least, most);

    private static Feature Numbered(string name, string category, int first, int count) =>
        Feature.Nominal(name, [.. Enumerable.Range(first, count).Select(number => $"{category}{number}")]);
}
