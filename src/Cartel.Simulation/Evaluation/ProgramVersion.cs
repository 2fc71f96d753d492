using Cartel.Collaboration;
using Cartel.Learning;
using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>Which build computes: two builds of the same sources have the same, any change of code another one.</summary>
internal static class ProgramVersion
{
    /// <summary>The module identifiers of everything that decides a result; the build is deterministic.</summary>
    public static string Text { get; } = string.Join(
        ' ',
        ((Type[])[typeof(FleetRun), typeof(IOnlineLearner), typeof(NeighbourChoices), typeof(IDataSet), typeof(Agent.HeldOutScores), typeof(Protocol.TaskManifest)])
            .Select(static type => type.Assembly.ManifestModule.ModuleVersionId));
}
