using System.Net.Http.Json;
using System.Text;
using Cartel.Protocol;

namespace Cartel.Registry.Tests;

/// <summary>Reads refusals: the code, after a check that the whole problem is in order.</summary>
internal static class Refused
{
    /// <param name="call">What is refused.</param>
    /// <param name="whole">False where the client itself refuses, which has no trace and no page.</param>
    public static async Task<string> CodeOfAsync(Func<Task> call, bool whole = true)
    {
        var refusal = (await Assert.ThrowsAsync<RegistryException>(call))!;
        if (whole) Check(refusal.Problem);
        return refusal.Problem.Code;
    }

    public static async Task<(int Status, string Code)> OfAsync(HttpResponseMessage response)
    {
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/problem+json"), await response.Content.ReadAsStringAsync());
        var problem = (await response.Content.ReadFromJsonAsync(CartelJson.Default.Problem))!;
        Check(problem);
        Assert.That(problem.Status, Is.EqualTo((int)response.StatusCode));
        return ((int)response.StatusCode, problem.Code);
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static void Check(Problem problem)
    {
        Assert.That(problem.Title, Is.Not.Empty);
        Assert.That(problem.Detail, Is.Not.Empty);
        Assert.That(problem.TraceId, Is.Not.Empty);
        Assert.That(problem.Help, Is.EqualTo($"/docs/errors/{problem.Code}.md"));
    }
}
