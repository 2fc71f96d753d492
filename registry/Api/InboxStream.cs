using System.Text;
using Cartel.Protocol;
using Cartel.Registry.Store;

namespace Cartel.Registry.Api;

/// <summary>An inbox as <c>text/event-stream</c>: each event is an <c>Inbox</c>, its id the cursor; a comment every 15 s.</summary>
internal sealed class InboxStream(InboxReader inboxes, LongPoll poll, IDisposable slot, AgentKey agent, long after) : IResult
{
    private const int HeartbeatSeconds = 15;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (slot)
        {
            EventStream.Begin(httpContext.Response);
            await WriteAsync(httpContext, ":\n\n");
            var at = after;
            while (true)
            {
                using var wait = poll.Begin(HeartbeatSeconds, httpContext);
                // An agent that was removed meanwhile hears no more; asking again tells it so.
                if (await inboxes.ReadAsync(agent, at, wait) is not { } found) return;

                if (found.Inbox.Items.Count > 0) at = found.Inbox.Items[^1].Cursor;
                if (poll.IsOver(httpContext)) return;

                await WriteAsync(httpContext, found.IsEmpty ? ":\n\n" : $"id: {at}\nevent: inbox\ndata: {StoredJson.Write(found.Inbox, CartelJson.Default.Inbox)}\n\n");
            }
        }
    }

    private static async Task WriteAsync(HttpContext http, string text)
    {
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);
        await http.Response.Body.FlushAsync(CancellationToken.None);
    }
}
