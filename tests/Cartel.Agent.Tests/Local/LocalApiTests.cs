using System.Globalization;
using System.Net;
using System.Text.Json;
using Cartel.Registry.Tests.Telemetry;
using Cartel.Testing;

namespace Cartel.Agent.Tests.Local;

public sealed class LocalApiTests
{
    private const string Lines = "application/x-ndjson";

    [Test]
    public async Task What_is_posted_is_learned_and_predicted_with()
    {
        await using var agent = await RunningLocal.StartAsync();
        var (status, answer) = await agent.PostAsync("/v1/samples", string.Join('\n', Enumerable.Range(0, 200).Select(static i => $$"""{"x": {{(i % 2 == 0 ? -3 : 3)}}, "p": "tcp", "class": "{{(i % 2 == 0 ? "low" : "high")}}"}""")), Lines);
        Assert.That((status, answer.GetProperty("accepted").GetInt32()), Is.EqualTo((202, 200)));
        await agent.LearnedAsync(200);

        var (ok, one) = await agent.PostAsync("/v1/predict?probabilities=true", """{"x": 3, "p": "tcp"}""");
        var (_, batch) = await agent.PostAsync("/v1/predict", """{"samples": [{"x": 3}, {"x": -3}]}""");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ok, Is.EqualTo(200));
            Assert.That(one.GetProperty("label").GetString(), Is.EqualTo("high"));
            Assert.That(one.GetProperty("model").GetProperty("samplesLearned").GetInt64(), Is.EqualTo(200));
            Assert.That(one.GetProperty("model").GetProperty("onTrial").GetBoolean(), Is.False);
            Assert.That(one.GetProperty("probabilities").EnumerateObject().Sum(static one => one.Value.GetDouble()), Is.EqualTo(1).Within(1e-6));
            Assert.That(one.GetProperty("probabilities").GetProperty("high").GetDouble(), Is.EqualTo(one.GetProperty("confidence").GetDouble()).Within(1e-6));
            Assert.That(batch.GetProperty("predictions").EnumerateArray().Select(static one => one.GetProperty("label").GetString()), Is.EqualTo(["high", "low"]));
        }
    }

    [Test]
    public async Task A_prediction_is_the_models_own_and_changes_nothing()
    {
        await using var agent = await RunningLocal.StartAsync("csv:ROWS?label=class");
        await agent.LearnedAsync(2);
        var before = await agent.Mailbox.AskAsync(() => agent.State.Learner.Save(), default);

        var (_, answer) = await agent.PostAsync("/v1/predict", """{"x": 0.5, "p": "udp"}""");

        var expected = await agent.Mailbox.AskAsync(() => agent.State.Learner.Predict([0.5f, 0, 1]), default);
        Assert.That(answer.GetProperty("label").GetString(), Is.EqualTo(RunningLocal.Schema.Classes[expected.Label]));
        Assert.That(answer.GetProperty("confidence").GetSingle(), Is.EqualTo(expected.Confidence));
        Assert.That(await agent.Mailbox.AskAsync(() => agent.State.Learner.Save(), default), Is.EqualTo(before));
    }

    [Test]
    public async Task A_model_that_knows_nothing_says_so()
    {
        await using var agent = await RunningLocal.StartAsync();

        var (status, answer) = await agent.PostAsync("/v1/predict", """{"x": 3}""");

        Assert.That(status, Is.EqualTo(200));
        Assert.That(answer.GetProperty("label").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task A_label_that_comes_later_finds_its_sample()
    {
        await using var agent = await RunningLocal.StartAsync();
        await agent.PostAsync("/v1/samples", """[{"x": -3, "id": "s1"}, {"x": 3, "id": "s2"}]""");

        var (status, answer) = await agent.PostAsync("/v1/labels", """[{"key": "s2", "label": "high"}, {"key": "s1", "label": "low"}]""");

        Assert.That((status, answer.GetProperty("accepted").GetInt32()), Is.EqualTo((202, 2)));
        await agent.LearnedAsync(2);
    }

    [Test]
    public async Task Labels_are_taken_while_the_pipeline_stands_still_and_once_under_one_name()
    {
        await using var agent = await RunningLocal.StartAsync();
        await agent.PostAsync("/v1/samples", """[{"x": -3, "id": "s1"}, {"x": 3, "id": "s2"}]""");
        agent.Hold();

        var (first, _) = await agent.PostAsync("/v1/labels", """[{"key": "s2", "label": "high"}, {"key": "s1", "label": "low"}]""", "application/json", ("Idempotency-Key", "l-1"));
        var (again, answer) = await agent.PostAsync("/v1/labels", """[{"key": "s2", "label": "high"}, {"key": "s1", "label": "low"}]""", "application/json", ("Idempotency-Key", "l-1"));

        Assert.That((first, again, answer.GetProperty("duplicate").GetBoolean()), Is.EqualTo((202, 200, true)));
        agent.GoOn();
        await agent.LearnedAsync(2);
        Assert.That(await agent.Mailbox.AskAsync(() => (agent.State.Learner.Samples, agent.State.Late!.Matched), default), Is.EqualTo((2L, 2L)));
    }

    [Test]
    public async Task Labels_that_find_no_room_are_refused_until_some_are_learned()
    {
        await using var agent = await RunningLocal.StartAsync();
        await agent.Mailbox.TellAsync(static () => { }, default);
        agent.Hold();
        var batch = string.Join('\n', Enumerable.Range(0, 4_500).Select(static i => $$"""{"key":"{{new string('k', 190)}}{{i}}","label":"low"}"""));

        var status = 202;
        JsonElement problem = default;
        for (var batches = 0; status == 202 && batches < 40; batches++) (status, problem) = await agent.PostAsync("/v1/labels", batch, Lines);

        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((429, "full")));
        agent.GoOn();
        await Eventually.GetAsync(async () => (await agent.PostAsync("/v1/labels", batch, Lines)).Status, static code => code == 202);
    }

    [Test]
    public async Task A_full_disk_refuses_labels_and_keeps_none_of_them()
    {
        using var disk = SmallDisk.Mount(mebibytes: 4);
        await using var agent = await RunningLocal.StartAsync("csv:ROWS?label=class", state: Path.Combine(disk.Path, "state"));
        await agent.LearnedAsync(2);
        disk.Fill();

        var (status, problem) = await agent.PostAsync("/v1/labels", string.Join('\n', Enumerable.Range(0, 1_000).Select(static i => $$"""{"key":"k{{i}}","label":"low"}""")), Lines);

        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((507, "disk")));
        disk.Free();
        Assert.That((await agent.PostAsync("/v1/labels", """{"key": "k", "label": "low"}""")).Status, Is.EqualTo(202));
        await Eventually.GetAsync(() => agent.Mailbox.AskAsync(() => agent.State.Late!.Changes().Labels.Count, default), static waiting => waiting == 1);
    }

    [TestCase("""{"key": "s1"}""")]
    [TestCase("""{"key": "s1", "label": "middle"}""")]
    [TestCase("""{"key": "", "label": "low"}""")]
    [TestCase("""{"label": "low"}""")]
    [TestCase("""{"key": "s1", "label": "low", "weight": 2}""")]
    public async Task Labels_are_taken_all_or_none(string wrong)
    {
        await using var agent = await RunningLocal.StartAsync();

        var (status, problem) = await agent.PostAsync("/v1/labels", $$"""[{"key": "s0", "label": "low"}, {{wrong}}]""");

        Assert.That((status, problem.GetProperty("line").GetInt32()), Is.EqualTo((422, 2)));
        Assert.That(await StatusAsync(agent), Does.Contain("\"labels\":0"));
    }

    [Test]
    public async Task A_batch_that_is_sent_twice_is_learned_once()
    {
        await using var agent = await RunningLocal.StartAsync();
        const string Batch = """[{"x": 1, "class": "low"}, {"x": 2, "class": "high"}]""";

        var (first, _) = await agent.PostAsync("/v1/samples", Batch, "application/json", ("Idempotency-Key", "batch-1"));
        var (again, answer) = await agent.PostAsync("/v1/samples", Batch, "application/json", ("Idempotency-Key", "batch-1"));
        await agent.PostAsync("/v1/samples", """{"x": 3, "class": "low"}""");
        await agent.LearnedAsync(3);

        Assert.That((first, again), Is.EqualTo((202, 200)));
        Assert.That(answer.GetProperty("duplicate").GetBoolean(), Is.True);
        Assert.That(await agent.Mailbox.AskAsync(() => agent.State.Learner.Samples, default), Is.EqualTo(3));
    }

    [Test]
    public async Task A_batch_with_a_wrong_line_is_refused_whole_and_told_which()
    {
        await using var agent = await RunningLocal.StartAsync();

        var (status, problem) = await agent.PostAsync("/v1/samples", "{\"x\": 1, \"class\": \"low\"}\n\n{\"x\": \"many\", \"class\": \"low\"}\n", Lines);

        Assert.That((status, problem.GetProperty("line").GetInt32()), Is.EqualTo((422, 3)));
        Assert.That(problem.GetProperty("faults")[0].GetProperty("reason").GetString(), Does.Contain("many"));
        Assert.That(await StatusAsync(agent), Does.Contain("\"samples\":0,\"labels\""));
    }

    [Test]
    public async Task Posting_to_an_agent_that_learns_from_a_file_is_refused()
    {
        await using var agent = await RunningLocal.StartAsync("csv:ROWS?label=class");

        Assert.That((await agent.PostAsync("/v1/samples", """{"x": 1}""")).Status, Is.EqualTo(409));
    }

    [TestCase("Origin", "http://localhost:3000")]
    [TestCase("Origin", "null")]
    [TestCase("Sec-Fetch-Site", "cross-site")]
    [TestCase("Host", "evil.example")]
    public async Task A_page_in_a_browser_is_not_served(string name, string value)
    {
        await using var agent = await RunningLocal.StartAsync();

        var (status, problem) = await agent.PostAsync("/v1/predict", """{"x": 1}""", "application/json", (name, value));

        Assert.That((status, problem.GetProperty("code").GetString()), Is.EqualTo((403, "not-local")));
    }

    [TestCase("/v1/predict", "text/plain", 415)]
    [TestCase("/v1/predict", "application/x-www-form-urlencoded", 415)]
    [TestCase("/healthz", "application/json", 405)]
    [TestCase("/v1/nothing", "application/json", 404)]
    public async Task What_is_not_here_is_refused_as_a_problem(string path, string type, int expected)
    {
        await using var agent = await RunningLocal.StartAsync();

        var (status, problem) = await agent.PostAsync(path, "{}", type);

        Assert.That((status, problem.GetProperty("status").GetInt32()), Is.EqualTo((expected, expected)));
    }

    [Test]
    public async Task A_pipeline_that_stands_still_is_not_healthy()
    {
        await using var agent = await RunningLocal.StartAsync(patience: TimeSpan.FromSeconds(1));
        await agent.Mailbox.TellAsync(static () => { }, default);
        agent.Hold();
        using (var ill = await agent.Http.GetAsync(new Uri("/healthz", UriKind.Relative)))
        {
            Assert.That(ill.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(ill.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
            Assert.That(ill.Headers.RetryAfter, Is.Not.Null);
        }

        agent.GoOn();
        await Eventually.GetAsync(
            async () =>
            {
                using var again = await agent.Http.GetAsync(new Uri("/healthz", UriKind.Relative));
                return again.StatusCode;
            },
            static status => status is HttpStatusCode.OK);
    }

    [Test]
    public async Task Status_and_metrics_say_the_same()
    {
        await using var agent = await RunningLocal.StartAsync("csv:ROWS?label=class");
        await agent.LearnedAsync(2);
        await agent.PostAsync("/v1/predict", """{"samples": [{}, {}, {}]}""");

        var status = JsonDocument.Parse(await StatusAsync(agent)).RootElement.GetProperty("agent");
        var metrics = Exposition.Parse(await agent.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.GetProperty("learning").GetProperty("samples").GetInt64(), Is.EqualTo(2));
            Assert.That(metrics["cartel_agent_samples_total"].Samples[0].Value, Is.EqualTo(2));
            Assert.That(status.GetProperty("local").GetProperty("predictions").GetInt64(), Is.EqualTo(3));
            Assert.That(metrics["cartel_agent_predictions_total"].Samples[0].Value, Is.EqualTo(3));
            Assert.That(status.GetProperty("pid").GetInt32().ToString(CultureInfo.InvariantCulture), Is.EqualTo($"{Environment.ProcessId}"));
        }
    }

    private static Task<string> StatusAsync(RunningLocal agent) => agent.Http.GetStringAsync(new Uri("/v1/status", UriKind.Relative));
}
