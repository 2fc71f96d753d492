using Cartel.Protocol;
using Cartel.Registry.Broker;

namespace Cartel.Registry.Api;

/// <summary>Refuses a path with a name that is none, before anything else is looked at.</summary>
internal sealed class NameFilter : IEndpointFilter
{
    private static readonly string[] Named = ["ns", "task", "agent"];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var name in Named)
        {
            if (context.HttpContext.Request.RouteValues.TryGetValue(name, out var value) && !Names.IsValid(value as string))
                return Answers.Refuse(Refusals.InvalidName, $"“{value}” is not a name: {Names.Rule}.");
        }

        return await next(context);
    }
}
