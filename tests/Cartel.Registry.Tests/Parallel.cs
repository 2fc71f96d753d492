// Half of a fixture's time is waiting for another process; each has ports, folders and servers of its own.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
