using Cartel.Benchmarks;
using Cartel.Learning;

// streams [STREAM,…] LEARNER,… [RUNS] [ROWS]
if (args is ["streams", var streams, var learners, ..])
{
    StreamComparison.Run(
        streams.Split(','), learners.Split(','), args.Length > 3 ? int.Parse(args[3]) : 1, args.Length > 4 ? int.Parse(args[4]) : int.MaxValue);
    return 0;
}

// detectors [DETECTOR …]
if (args is ["detectors", .. var detectors])
{
    DetectorComparison.Run(detectors.Length > 0 ? detectors : DriftDetectors.Kinds);
    return 0;
}

return 2;
