using Microsoft.AspNetCore.Mvc;

namespace Cartel.Registry.Lists;

/// <summary>What a client may say of a list.</summary>
/// <param name="Limit">The most items of a page.</param>
/// <param name="Cursor">Where the page begins: the last page's <c>nextCursor</c>.</param>
/// <param name="Filter">Which items.</param>
/// <param name="Sort">In which order.</param>
internal sealed record ListQuery(
    [FromQuery(Name = "limit")] int? Limit,
    [FromQuery(Name = "cursor")] string? Cursor,
    [FromQuery(Name = "filter")] string? Filter,
    [FromQuery(Name = "sort")] string? Sort);
