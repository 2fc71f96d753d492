using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Cartel.Protocol.Tests;

public sealed class CartelJsonTests
{
    [TestCaseSource(typeof(Documents), nameof(Documents.All))]
    public void A_document_comes_back_as_it_was(string json, JsonTypeInfo type) => Assert.That(Again(json, type), Is.EqualTo(json));

    [TestCaseSource(typeof(Documents), nameof(Documents.All))]
    public void Members_of_a_later_version_are_ignored(string json, JsonTypeInfo type)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        document["ofALaterVersion"] = new JsonObject { ["any"] = new JsonArray(1, "two") };

        Assert.That(Again(document.ToJsonString(), type), Is.EqualTo(json));
    }

    [TestCaseSource(typeof(Documents), nameof(Documents.All))]
    public void A_member_that_does_not_fit_its_type_is_refused(string json, JsonTypeInfo type)
    {
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
        {
            var document = JsonNode.Parse(json)!.AsObject();
            // A number for a list or text, a text for a number: none is read as the other.
            document[name] = value!.GetValueKind() is JsonValueKind.Number ? JsonValue.Create("1") : JsonValue.Create(1);
            Assert.That(() => Again(document.ToJsonString(), type), Throws.TypeOf<JsonException>(), name);
        }
    }

    // Which members are due is the rule of who reads: the type alone cannot tell an absent member from a null that was left out.
    [TestCaseSource(typeof(Documents), nameof(Documents.All))]
    public void Every_member_is_in_camel_case_and_nulls_are_left_out(string json, JsonTypeInfo type)
    {
        var written = JsonNode.Parse(json)!.AsObject();

        Assert.That(written.Select(static member => member.Key), Has.All.Match("^[a-z][A-Za-z]*$"));
        Assert.That(written.Count(static member => member.Value is null), Is.Zero);
        Assert.That(type.Properties.Select(static property => property.Name), Is.SupersetOf(written.Select(static member => member.Key)));
    }

    [TestCase("""{"target":null,"trigger":{"kind":"drift","sample":1},"needs":[1],"classCounts":[],"recall":[],"schemaHash":"x","byteBudget":1}""")]
    [TestCase("""{"target":"a","trigger":null,"needs":[1],"classCounts":[],"recall":[],"schemaHash":"x","byteBudget":1}""")]
    [TestCase("""{"target":"a","trigger":{"kind":"drift","sample":1},"needs":null,"classCounts":[],"recall":[],"schemaHash":"x","byteBudget":1}""")]
    public void A_null_where_a_value_is_due_is_refused(string json) =>
        Assert.That(() => JsonSerializer.Deserialize(json, CartelJson.Default.TransferRequest), Throws.TypeOf<JsonException>());

    [TestCase(TransferState.RolledBack, "rolled-back")]
    [TestCase(TransferState.Requested, "requested")]
    public void States_are_kebab_case_words(TransferState state, string word)
    {
        Assert.That(JsonSerializer.Serialize(new TransferMove(state), CartelJson.Default.TransferMove), Is.EqualTo($$"""{"state":"{{word}}"}"""));
        Assert.That(JsonSerializer.Deserialize($$"""{"state":"{{word}}"}""", CartelJson.Default.TransferMove)!.State, Is.EqualTo(state));
    }

    [TestCase("7")]
    [TestCase("\"7\"")]
    [TestCase("\"unheard-of\"")]
    [TestCase("\"\"")]
    [TestCase("null")]
    public void A_state_that_is_no_word_is_refused(string value) =>
        Assert.That(() => JsonSerializer.Deserialize($$"""{"state":{{value}}}""", CartelJson.Default.TransferMove), Throws.TypeOf<JsonException>());

    [TestCase("NaN")]
    [TestCase("\"NaN\"")]
    [TestCase("\"0.5\"")]
    [TestCase("true")]
    public void An_accuracy_is_a_number(string value) =>
        Assert.That(
            () => JsonSerializer.Deserialize($$"""{"sampleCount":1,"accuracy":{{value}}}""", CartelJson.Default.AgentStatus),
            Throws.TypeOf<JsonException>());

    [Test]
    public void Nesting_without_end_is_refused() =>
        Assert.That(
            () => JsonSerializer.Deserialize(new string('[', 100_000), CartelJson.Default.AgentProfile), Throws.TypeOf<JsonException>());

    private static string Again(string json, JsonTypeInfo type) => JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type), type);
}
