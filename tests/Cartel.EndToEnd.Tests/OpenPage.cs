using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Cartel.EndToEnd.Tests;

/// <summary>The dashboard as a person sees it, and what the browser complains about.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _requests = new();

    public OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.Dialog += (_, dialog) =>
        {
            _complaints.Enqueue($"a dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, exceptions and dialogs so far.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The addresses that were asked for so far.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public ILocator Connection => Page.Locator(".connection");

    public ILocator Heading => Page.Locator("h1");

    public ILocator Events => Page.Locator(".events li");

    public ILocator Card(string agent) => Page.Locator($".card[data-agent='{agent}']");

    public ILocator Transfer(string id) => Page.Locator($"tr[data-transfer='{id}']");

    /// <summary>A figure of the overview.</summary>
    public ILocator Figure(string name) => Page.Locator($"[data-figure='{name}'] strong");

    /// <summary>A row of a table by what it is about, such as <c>agent</c> and a name.</summary>
    public ILocator Row(string kind, string name) => Page.Locator($"tr[data-{kind}='{name}']");

    /// <summary>How far something sticks out sideways, in pixels.</summary>
    public Task<int> OverhangAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
