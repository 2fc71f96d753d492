using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Cartel.Learning;
using Cartel.Protocol;
using Cartel.Registry.Tests.OpenApi;

namespace Cartel.Registry.Tests.Fuzz;

/// <summary>Thirty thousand requests made by the OpenAPI document, or as many as CARTEL_FUZZ says: none makes the registry fail, and none changes what is not its own.</summary>
/// <remarks>Every answer is held against the document too, by the client that all tests use.</remarks>
[Category("Slow")]
internal sealed class FuzzTests : RegistryTest
{
    private const int Workers = 4;
    private const int Round = 500;
    private const string Fuzzed = $"/api/v1/namespaces/{RequestMaker.Namespace}";

    private static readonly int Requests = int.TryParse(Environment.GetEnvironmentVariable("CARTEL_FUZZ"), out var wanted) ? wanted : 30_000;

    // What a fuzzer without a donor's real parts, without a relay that waits and without a bundle in Brotli does not reach.
    private static readonly string[] Beyond = ["fetchParts", "putParts"];

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, int>> _answers = new();

    [Test]
    [CancelAfter(540_000)]
    public async Task Whatever_comes_the_registry_lives_and_keeps_what_it_has(CancellationToken late)
    {
        await Some.FleetAsync(Client);
        var before = await SeenAsync();
        var document = await ApiDocument.LoadAsync(Http);

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => FuzzAsync(document, new Random(worker), late)));

        Assert.That(_answers.Values.Sum(static statuses => statuses.Values.Sum()), Is.GreaterThanOrEqualTo(Requests));
        var neverRight = document.Operations.Where(operation => !Beyond.Contains(operation.Id) && !_answers[operation.Id].Keys.Any(static status => status is >= 200 and < 300));
        Assert.That(neverRight.Select(operation => $"{operation.Id}: {string.Join(' ', _answers[operation.Id])}"), Is.Empty);
        Assert.That(await SeenAsync(), Is.EqualTo(before), "another namespace");
        await Client.PutProfileAsync("sea", "donor", Some.Profile(2), late);
        Assert.That((await Client.RequestTransferAsync("sea", Some.Request(), Some.Key(), late)).Offers, Has.Count.EqualTo(1), "it still does its work");
    }

    private async Task FuzzAsync(ApiDocument document, Random random, CancellationToken late)
    {
        var fuzzed = new RegistryClient(Http, RequestMaker.Namespace, RunningRegistry.Patience);
        for (var sent = 0; sent < Requests / Workers; sent += Round)
        {
            // What was removed, recalled or turned away meanwhile is there again, so that there is something to ask for.
            var maker = new RequestMaker(document, Registry.Address, random, await ReviveAsync(fuzzed));
            for (var i = 0; i < Round; i++) await SendAsync(maker, late);
        }
    }

    private async Task<Standing> ReviveAsync(RegistryClient fuzzed)
    {
        await TryAsync(() => fuzzed.ReplaceTaskAsync(Some.Manifest));
        await TryAsync(() => fuzzed.RegisterAsync("sea", "target", Some.Registration));
        // Its sequence numbers begin anew, and its part is one that nobody has recalled yet.
        await TryAsync(() => TellAsync(fuzzed.RemoveAgentAsync("sea", "donor")));
        await TryAsync(() => fuzzed.RegisterAsync("sea", "donor", Some.Registration));
        var part = Encoding.UTF8.GetBytes(Some.Key());
        var sha256 = ModelPart.HashOf(part);
        await TryAsync(() => fuzzed.PutProfileAsync("sea", "donor", Some.Profile() with { Parts = [Some.Part with { Sha256 = sha256, SizeBytes = part.Length }] }));
        await TryAsync(() => TellAsync(fuzzed.UploadPartAsync(sha256, part)));
        await TryAsync(() => fuzzed.RequestTransferAsync("sea", Some.Request(), Some.Key()));
        using var credential = AgentCredential.Create(RequestMaker.Namespace, "donor");
        var token = (await fuzzed.CreateEnrollmentTokenAsync(new EnrollmentTokenOrder(Uses: 100))).Token!;
        await TryAsync(() => fuzzed.EnrollAsync(new EnrollmentRequest(token, "donor", credential.PublicKey)));
        var identity = await TryAsync(() => fuzzed.IdentityAsync("donor"));
        using var next = AgentCredential.Create(RequestMaker.Namespace, "donor");
        return new Standing(
            sha256, await IdsAsync($"{Fuzzed}/tasks/sea/transfers?limit=5"), token, next.PublicKey, [.. (identity?.Keys ?? []).Select(static key => key.KeyId)],
            await IdsAsync($"{Fuzzed}/enrollment-tokens?limit=20"), await IdsAsync("/api/v1/api-tokens?limit=20"));
    }

    // None where another worker removed the whole list.
    private async Task<IReadOnlyList<string>> IdsAsync(string list)
    {
        using var answer = await Http.GetAsync(list);
        if (!answer.IsSuccessStatusCode) return [];

        using var page = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return [.. page.RootElement.GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("id").GetString()!)];
    }

    private static async Task<object> TellAsync(Task step)
    {
        await step;
        return step;
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> step)
        where T : class
    {
        try
        {
            return await step();
        }
        catch (RegistryException)
        {
            // It stands already, or another worker removed what it needs.
            return null;
        }
    }

    private async Task SendAsync(RequestMaker maker, CancellationToken late)
    {
        var (operation, request) = maker.Next();
        using (request)
        {
            try
            {
                using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late);
                var status = (int)response.StatusCode;
                _answers.GetOrAdd(operation.Id, static _ => new()).AddOrUpdate(status, 1, static (_, count) => count + 1);
                if (status >= 500) Assert.Fail($"{request.Method} {request.RequestUri} answered {status}: {await response.Content.ReadAsStringAsync(late)}");
            }
            catch (HttpRequestException) when (request.RequestUri!.PathAndQuery.Contains('%', StringComparison.Ordinal))
            {
                // What no server takes is answered by closing the line.
                _answers.GetOrAdd(operation.Id, static _ => new()).AddOrUpdate((int)HttpStatusCode.BadRequest, 1, static (_, count) => count + 1);
            }
        }
    }

    private async Task<string> SeenAsync()
    {
        var paths = new[] { "tasks", "tasks/sea/agents", "tasks/sea/transfers", "tasks/sea/zoo", "events?after=0" };
        return string.Join('\n', await Task.WhenAll(paths.Select(path => Http.GetStringAsync($"{Root}/{path}"))));
    }
}
