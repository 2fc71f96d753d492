// Most of a fixture's time is waiting for processes that work at the speed of a clock; each has ports and folders of its own.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
