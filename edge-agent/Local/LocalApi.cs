using System.Globalization;
using System.Text;
using Cartel.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>What the agent's server for its own device answers; docs/agent.md, “Local HTTP”, lists it.</summary>
internal sealed class LocalApi(
    string agent, Mailbox mailbox, StatusReporter reporter, PredictApi predict, SamplesApi samples, LabelsApi labels, LocalCounts counts, TimeSpan patience, TimeProvider time, ILogger log)
{
    private const string Problem = "application/problem+json";

    /// <summary>Answers one request.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, late.Token);
        try
        {
            RequireLocal(http.Request);
            await RouteAsync(http, either.Token);
        }
        catch (LocalRefusal refusal)
        {
            await RefuseAsync(http, refusal.Problem);
        }
        catch (BadHttpRequestException bad)
        {
            await RefuseAsync(http, new LocalProblem(bad.StatusCode, "bad-request", "The request cannot be read", bad.Message));
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(http, LocalRefusal.Busy($"it did not answer within {patience.TotalSeconds} s").Problem);
        }
        catch (OperationCanceledException)
        {
            // Who asked has gone.
        }
        catch (Exception flaw)
        {
            AgentLog.LocalFailed(log, agent, http.Request.Method, http.Request.Path, flaw);
            await RefuseAsync(http, new LocalProblem(500, "failed", "The agent failed", "its log says more"));
        }
    }

    // A browser says where a page comes from; programs do not.
    private static void RequireLocal(HttpRequest request)
    {
        if (!LocalServer.IsLocal(request.Host)) throw LocalRefusal.Foreign("Host must be localhost, 127.0.0.1 or [::1]");
        if (request.Headers.Origin.Count > 0) throw LocalRefusal.Foreign("pages in a browser are not served: leave out Origin");
        if (request.Headers["Sec-Fetch-Site"].FirstOrDefault() is { } site && site != "none") throw LocalRefusal.Foreign("pages in a browser are not served");
    }

    private Task RouteAsync(HttpContext http, CancellationToken cancellation)
    {
        var (request, path) = (http.Request, http.Request.Path.Value);
        switch (path)
        {
            case "/v1/predict":
                Require(HttpMethods.IsPost(request.Method), "POST");
                return predict.ServeAsync(http, cancellation);
            case "/v1/samples":
                Require(HttpMethods.IsPost(request.Method), "POST");
                return samples.ServeAsync(http, cancellation);
            case "/v1/labels":
                Require(HttpMethods.IsPost(request.Method), "POST");
                return labels.ServeAsync(http, cancellation);
            case "/healthz":
                Require(HttpMethods.IsGet(request.Method), "GET");
                return HealthAsync(http, cancellation);
            case "/v1/status":
                Require(HttpMethods.IsGet(request.Method), "GET");
                return StatusAsync(http, cancellation);
            case "/metrics":
                Require(HttpMethods.IsGet(request.Method), "GET");
                return MetricsAsync(http, cancellation);
            default:
                throw LocalRefusal.NotFound(path ?? "");
        }
    }

    private static void Require(bool taken, string allowed)
    {
        if (!taken) throw LocalRefusal.Method(allowed);
    }

    private async Task HealthAsync(HttpContext http, CancellationToken cancellation)
    {
        await mailbox.TellAsync(static () => { }, cancellation);
        await LocalExchange.AnswerAsync(http.Response, static writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("status", "ok");
            writer.WriteEndObject();
        });
    }

    private async Task StatusAsync(HttpContext http, CancellationToken cancellation) =>
        await LocalExchange.AnswerAsync(http.Response, 200, StatusReport.Of(await reporter.LookAsync(cancellation)), AgentJson.Default.StatusReport);

    private async Task MetricsAsync(HttpContext http, CancellationToken cancellation)
    {
        var text = MetricsText.Write(await reporter.LookAsync(cancellation)) + ProcessMetrics.Write();
        http.Response.ContentType = PrometheusLines.MediaType;
        await LocalExchange.SendAsync(http.Response, Encoding.UTF8.GetBytes(text));
    }

    private async Task RefuseAsync(HttpContext http, LocalProblem problem)
    {
        counts.Refused();
        if (http.Response.HasStarted) return;

        if (problem.RetryAfter is { } after) http.Response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await LocalExchange.AnswerAsync(http.Response, problem.Status, problem, AgentJson.Default.LocalProblem, Problem);
    }
}
