using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Cartel.EndToEnd.Tests;

/// <summary>The dashboard as a person sees it, and what the browser complains about.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            _complaints.Enqueue($"a dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, exceptions and dialogs so far.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILocator Connection => Page.Locator(".connection");

    public ILocator Events => Page.Locator(".events li");

    public ILocator Card(string agent) => Page.Locator($".card[data-agent='{agent}']");

    public ILocator Transfer(string id) => Page.Locator($"tr[data-transfer='{id}']");

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
