using System.Text.Json;

namespace Cartel.Registry.Tests.Hosting;

internal sealed class OpenApiTests : RegistryTest
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["{ns}"] = "default",
        ["{task}"] = "sea",
        ["{agent}"] = "donor",
        ["{id}"] = $"sea.{new string('0', 32)}",
        ["{sha256}"] = Some.Hash1,
    };

    [Test]
    public async Task Every_path_and_method_of_the_document_is_served()
    {
        var served = 0;
        foreach (var (path, method) in await OperationsAsync())
        {
            var address = Values.Aggregate(path, static (text, value) => text.Replace(value.Key, value.Value, StringComparison.Ordinal));
            using var request = new HttpRequestMessage(new HttpMethod(method), address);

            using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

            var body = method is "HEAD" || response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync();
            Assert.That(body, Does.Not.Contain("\"not-found\"").And.Not.Contain("\"method-not-allowed\"").And.Not.Contain("\"internal\""), $"{method} {path}");
            served++;
        }

        Assert.That(served, Is.EqualTo(44), "new operations belong into the document, and lost ones are a breach");
    }

    [Test]
    public async Task Every_operation_tells_its_answers_and_enums_are_words()
    {
        var document = await Http.GetStringAsync("/openapi/v1.json");

        Assert.That(document, Does.Contain("\"rolled-back\"").And.Contain("application/problem+json").And.Contain("text/event-stream"));
    }

    [TestCase("/healthz")]
    [TestCase("/readyz")]
    public async Task Health_is_plain(string path) => Assert.That(await Http.GetStringAsync(path), Is.EqualTo("ok"));

    [Test]
    public async Task The_front_page_is_a_page() => Assert.That(await Http.GetStringAsync("/"), Does.Contain("<html"));

    private async Task<List<(string Path, string Method)>> OperationsAsync()
    {
        using var document = JsonDocument.Parse(await Http.GetStringAsync("/openapi/v1.json"));
        return [.. document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(
            path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name.ToUpperInvariant())))];
    }
}
