// Pure computation without shared state: fixtures run side by side, which halves the time on two cores.
[assembly: Parallelizable(ParallelScope.Fixtures)]
