using Cartel.Benchmarks;

// streams [STREAM,…] LEARNER,… [RUNS] [ROWS]
if (args is ["streams", var streams, var learners, ..])
{
    StreamComparison.Run(
        streams.Split(','), learners.Split(','), args.Length > 3 ? int.Parse(args[3]) : 1, args.Length > 4 ? int.Parse(args[4]) : int.MaxValue);
    return 0;
}

return 2;
