using Cartel.Protocol;

namespace Cartel.Registry.Tests.Fuzz;

/// <summary>What is there for requests to name.</summary>
/// <param name="Part">The hash of a part that the relay has and the donor offers.</param>
/// <param name="Transfers">Ids of transfers.</param>
/// <param name="EnrollmentToken">One that many may enrol with.</param>
/// <param name="Key">A key that nobody has yet.</param>
/// <param name="Keys">Ids of the donor's keys.</param>
/// <param name="EnrollmentTokens">Ids of enrolment tokens.</param>
/// <param name="ApiTokens">Ids of API tokens.</param>
internal sealed record Standing(
    string Part, IReadOnlyList<string> Transfers, string EnrollmentToken, PublicJwk Key, IReadOnlyList<string> Keys, IReadOnlyList<string> EnrollmentTokens, IReadOnlyList<string> ApiTokens);
