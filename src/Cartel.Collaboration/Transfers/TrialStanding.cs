namespace Cartel.Collaboration;

/// <summary>Mistakes so far in a probation, on the same samples.</summary>
/// <param name="Samples">Labelled samples since the merge.</param>
/// <param name="Former">The former model's mistakes.</param>
/// <param name="Merged">Those of the best merged model.</param>
/// <param name="Served">Those of the predictions that were given out: all models, weighted.</param>
public readonly record struct TrialStanding(int Samples, int Former, int Merged, int Served);
