using System.Text;

namespace Cartel.Agent.Tests.Local;

public sealed class JsonEntriesTests
{
    [TestCase("""{"a":1}""", new[] { """{"a":1}""" })]
    [TestCase("""[{"a":1}, {"a":{"b":[2]}}]""", new[] { """{"a":1}""", """{"a":{"b":[2]}}""" })]
    [TestCase("{\"a\":1}\n{\"a\":2}\n", new[] { """{"a":1}""", """{"a":2}""" })]
    [TestCase("{\"a\":1}\r\n\r\n{\"a\":\"}\"}", new[] { """{"a":1}""", """{"a":"}"}""" })]
    [TestCase("[]", new string[0])]
    public void A_body_is_one_object_an_array_or_an_object_a_line(string body, string[] objects) =>
        Assert.That(JsonEntries.Of(Encoding.UTF8.GetBytes(body), 3).Select(static one => Encoding.UTF8.GetString(one.Span)), Is.EqualTo(objects));

    [TestCase("", 1)]
    [TestCase("1", 1)]
    [TestCase("""[{"a":1}, 2]""", 2)]
    [TestCase("""[{"a":1}""", 2)]
    [TestCase("""{"a":1} x""", 2)]
    [TestCase("""[{"a":1}] {"a":2}""", 2)]
    [TestCase("""{"a":1}{"a":2}{"a":3}{"a":4}""", 4)]
    public void Anything_else_is_refused_with_the_entry_that_is_wrong(string body, int line) =>
        Assert.That(Assert.Throws<LocalRefusal>(() => JsonEntries.Of(Encoding.UTF8.GetBytes(body), 3))!.Problem, Has.Property("Status").EqualTo(422).And.Property("Line").EqualTo(line));
}
