namespace Cartel.Streams;

/// <summary>Someone who asks for a loan. Money in dollars, age and years in years, level and zip code from 0.</summary>
internal readonly record struct AgrawalApplicant(
    double Salary, double Commission, double Age, int Level, int Car, int ZipCode, double HouseValue, double HouseYears, double Loan)
{
    /// <summary>The class: 0 is group A of the paper, 1 group B.</summary>
    /// <param name="function">1 to 10, as on page 924 of the paper.</param>
    public int Classify(int function) => IsGroupA(function) ? 0 : 1;

    private bool IsGroupA(int function) => function switch
    {
        1 => Age is < 40 or >= 60,
        2 => Within(Salary, ByAge(50_000, 75_000, 25_000), 50_000),
        3 => LevelFitsAge,
        4 => Within(Salary, LevelFitsAge ? ByAge(25_000, 50_000, 50_000) : ByAge(50_000, 75_000, 25_000), 50_000),
        5 => Within(Loan, IsGroupA(2) ? ByAge(100_000, 200_000, 300_000) : ByAge(200_000, 300_000, 100_000), 200_000),
        6 => Within(Salary + Commission, ByAge(50_000, 75_000, 25_000), 50_000),
        7 => TwoThirdsOfIncome - Loan / 5 - 20_000 > 0,
        8 => TwoThirdsOfIncome - 5_000 * Level - 20_000 > 0,
        9 => TwoThirdsOfIncome - 5_000 * Level - Loan / 5 - 10_000 > 0,
        10 => TwoThirdsOfIncome - 5_000 * Level + Equity / 5 - 10_000 > 0,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "must lie between 1 and 10"),
    };

    private bool LevelFitsAge => Level >= ByAge(0, 1, 2) && Level <= ByAge(1, 3, 4);

    private double TwoThirdsOfIncome => 2 * (Salary + Commission) / 3;

    private double Equity => HouseYears >= 20 ? HouseValue * (HouseYears - 20) / 10 : 0;

    private double ByAge(double young, double middle, double old) => Age < 40 ? young : Age < 60 ? middle : old;

    private static bool Within(double value, double least, double width) => value >= least && value <= least + width;
}
