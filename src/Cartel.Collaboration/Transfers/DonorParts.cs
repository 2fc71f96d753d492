using Cartel.Learning;

namespace Cartel.Collaboration;

/// <summary>What a donor sent.</summary>
/// <param name="Donor">Its name.</param>
/// <param name="Parts">Parts of its model, verified to be what it promised.</param>
public sealed record DonorParts(string Donor, IReadOnlyList<ModelPart> Parts);

/// <summary>A donor whose parts were turned away before they were tried.</summary>
/// <param name="Donor">Its name.</param>
/// <param name="Reason">What is wrong with them, in words.</param>
public sealed record DonorRefusal(string Donor, string Reason)
{
    internal static string Text(IReadOnlyList<DonorRefusal> refused) =>
        string.Concat(refused.Select(static refusal => $"; refused {refusal.Donor}: {refusal.Reason}"));
}

/// <summary>What a donor has on offer, or what is to be fetched from it.</summary>
/// <param name="Donor">Its name.</param>
/// <param name="Parts">Descriptions of its parts.</param>
public sealed record DonorOffering<T>(string Donor, IReadOnlyList<T> Parts);
