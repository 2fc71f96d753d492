namespace Cartel.Protocol;

/// <summary>Withdraws parts: <c>POST /parts/{sha256}/recall</c>, <c>POST …/agents/{agent}/recall</c>. Repeating it changes nothing.</summary>
/// <param name="Reason">Why, for people; 1 to 2,000 characters.</param>
public sealed record RecallOrder(string Reason);

/// <summary>What a recall withdrew.</summary>
/// <param name="Parts">The hashes: no longer offered, and their download is refused with 410 <c>part-recalled</c>.</param>
/// <param name="Agents">The agents whose parts are, or were merged from, one of them; they are told with their next lease or publication.</param>
public sealed record RecallReceipt(IReadOnlyList<string> Parts, IReadOnlyList<string> Agents);
