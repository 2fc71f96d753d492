namespace Cartel.Registry.Tests.OpenApi;

internal sealed class OpenApiTests : RegistryTest
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["{ns}"] = "default",
        ["{task}"] = "sea",
        ["{agent}"] = "donor",
        ["{id}"] = $"sea.{new string('0', 32)}",
        ["{sha256}"] = Some.Hash1,
        ["{token}"] = new string('0', 12),
        ["{key}"] = new string('A', 43),
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

        Assert.That(served, Is.EqualTo(55), "new operations belong into the document, and lost ones are a breach");
    }

    [Test]
    public async Task Every_operation_has_a_name_a_group_a_summary_and_its_answers()
    {
        var operations = (await ApiDocument.LoadAsync(Http)).Operations.ToList();

        Assert.That(operations.Select(operation => operation.Id), Is.Unique.And.All.Not.Empty, "OperationTexts has an entry for each");
        foreach (var operation in operations)
        {
            Assert.That(operation.Element.GetProperty("summary").GetString(), Is.Not.Empty, operation.Id);
            Assert.That(operation.Element.GetProperty("tags").GetArrayLength(), Is.EqualTo(1), operation.Id);
            Assert.That(operation.Responses.Select(response => response.Value.GetProperty("description").GetString()), Is.All.Not.Empty, operation.Id);
            Assert.That(operation.Responses.Any(response => response.Name.StartsWith('2')), Is.True, operation.Id);
            if (operation.Path.StartsWith("/api", StringComparison.Ordinal))
                Assert.That(operation.Responses.Select(response => response.Name), Is.SupersetOf(new[] { "400", "500", "503" }), operation.Id);
        }
    }

    [Test]
    public async Task Every_parameter_has_a_meaning_and_every_number_a_range()
    {
        foreach (var operation in (await ApiDocument.LoadAsync(Http)).Operations)
        {
            foreach (var parameter in operation.Parameters)
            {
                var name = $"{operation.Id}.{parameter.GetProperty("name").GetString()}";
                var schema = parameter.GetProperty("schema");
                Assert.That(parameter.TryGetProperty("description", out _), Is.True, name);
                if (schema.GetProperty("type").GetString() is "integer" or "number") Assert.That(schema.TryGetProperty("minimum", out _), Is.True, name);
            }
        }
    }

    [Test]
    public async Task Every_schema_and_every_member_has_a_meaning_or_a_schema_that_has()
    {
        foreach (var schema in (await ApiDocument.LoadAsync(Http)).Root.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (schema.Value.TryGetProperty("enum", out _)) continue;

            Assert.That(schema.Value.TryGetProperty("description", out _), Is.True, schema.Name);
            foreach (var member in schema.Value.GetProperty("properties").EnumerateObject())
            {
                var isClear = member.Value.TryGetProperty("description", out _) || member.Value.TryGetProperty("$ref", out _) || member.Value.TryGetProperty("oneOf", out _);
                Assert.That(isClear, Is.True, $"{schema.Name}.{member.Name}");
            }
        }
    }

    [TestCase("/healthz")]
    [TestCase("/readyz")]
    public async Task Health_is_plain(string path) => Assert.That(await Http.GetStringAsync(path), Is.EqualTo("ok"));

    [Test]
    public async Task The_front_page_is_a_page() => Assert.That(await Http.GetStringAsync("/"), Does.Contain("<html"));

    private async Task<List<(string Path, string Method)>> OperationsAsync() =>
        [.. (await ApiDocument.LoadAsync(Http)).Operations.Select(static operation => (operation.Path, operation.Method))];
}
