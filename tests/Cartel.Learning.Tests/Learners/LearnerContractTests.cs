using Cartel.Testing;

namespace Cartel.Learning.Tests;

/// <summary>A new learner joins by its name in <see cref="OnlineLearner.Kinds"/>.</summary>
[TestFixtureSource(typeof(OnlineLearner), nameof(OnlineLearner.Kinds))]
public sealed class LearnerContractTests(string kind) : LearnerContract(kind, Promises.Of(kind).HasParts);
