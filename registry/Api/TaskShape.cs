using Cartel.Protocol;
using Cartel.Registry.Lists;

namespace Cartel.Registry.Api;

/// <summary>What filters and sorts may say of tasks.</summary>
internal static class TaskShape
{
    public static readonly Shape<TaskManifest> Shape = new(
        "tasks", static task => task.Name,
        [
            Field<TaskManifest>.Text("name", static task => task.Name),
            Field<TaskManifest>.Text("learner", static task => task.Learner),
            Field<TaskManifest>.Text("description", static task => task.Description),
            Field<TaskManifest>.Number("features", static task => task.Schema.Features.Count),
            Field<TaskManifest>.Number("classes", static task => task.Schema.Classes.Count),
        ]);
}
