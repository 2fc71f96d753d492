namespace Cartel.Protocol;

/// <summary>The registry refused a request (a status of 400 to 499, but for 429); it changed nothing.</summary>
/// <param name="problem">Why.</param>
public sealed class RegistryException(Problem problem) : Exception($"{problem.Code}: {problem.Detail ?? problem.Title}")
{
    /// <summary>Why: branch on its stable code.</summary>
    public Problem Problem { get; } = problem;
}

/// <summary>The registry gave no usable answer: no connection, a broken one, no answer in time, or a status of 429, 500 or above.</summary>
/// <remarks>Whether the request took effect is unknown; every call of <see cref="RegistryClient"/> may be repeated.</remarks>
/// <param name="registry">Its address.</param>
/// <param name="reason">What happened, in words.</param>
/// <param name="cause">The exception behind it, if there was one.</param>
/// <param name="problem">What the registry said, if it said something.</param>
/// <param name="retryAfter">How long it asks to be left alone, if it says so.</param>
public sealed class RegistryUnavailableException(
    Uri? registry, string reason, Exception? cause = null, Problem? problem = null, TimeSpan? retryAfter = null)
    : Exception($"The registry at {registry} is not available: {reason}", cause)
{
    /// <summary>Its address.</summary>
    public Uri? Registry { get; } = registry;

    /// <summary>What the registry said, if it said something.</summary>
    public Problem? Problem { get; } = problem;

    /// <summary>How long the registry asks to be left alone; zero where it says nothing.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter ?? TimeSpan.Zero;
}
