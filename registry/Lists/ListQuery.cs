using Microsoft.AspNetCore.Mvc;

namespace Cartel.Registry.Lists;

/// <summary>What a client may say of a list.</summary>
internal sealed record ListQuery
{
    /// <summary>The most items of a page.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>Where the page begins: the last page's <c>nextCursor</c>.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Which items.</summary>
    [FromQuery(Name = "filter")]
    public string? Filter { get; init; }

    /// <summary>In which order.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; init; }
}
