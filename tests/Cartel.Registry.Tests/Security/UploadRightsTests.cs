using System.Net;
using System.Net.Http.Headers;
using Cartel.Learning;
using Cartel.Protocol;

namespace Cartel.Registry.Tests.Security;

internal sealed class UploadRightsTests : SecureRegistryTest
{
    private static readonly byte[] Offered = [1, 2, 3];
    private static readonly byte[] Newer = [4, 5, 6];

    [Test]
    public async Task A_donor_uploads_what_was_asked_of_it_or_a_newer_one_in_its_place_and_others_may_not()
    {
        var (donor, other) = await FleetAsync();

        Assert.That(await UploadAsync(other, Offered), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await UploadAsync(other, Newer, Offered), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await UploadAsync(donor, Newer), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await UploadAsync(donor, Newer, Offered), Is.EqualTo(HttpStatusCode.Forbidden), "nobody asked yet");

        await AskAsync();

        Assert.That(await UploadAsync(other, Newer, Offered), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await UploadAsync(donor, Newer, Offered), Is.EqualTo(HttpStatusCode.Created));
        Assert.That(await UploadAsync(donor, Offered), Is.EqualTo(HttpStatusCode.Created));
    }

    [Test]
    public async Task A_bundle_is_held_to_the_same()
    {
        var (donor, other) = await FleetAsync();
        await AskAsync();

        Assert.That(await Refused.CodeOfAsync(() => new RegistryClient(other).UploadPartsAsync([Offered, Newer], [null, Hash(Offered)])), Is.EqualTo("forbidden"));
        await new RegistryClient(donor).UploadPartsAsync([Offered, Newer], [null, Hash(Offered)]);
    }

    [Test]
    public async Task Nobody_asks_for_help_in_the_name_of_another_or_drives_its_transfer()
    {
        var (donor, _) = await FleetAsync();
        var transfer = await AskAsync();
        var client = new RegistryClient(donor);

        Assert.That(await Refused.CodeOfAsync(() => client.RequestTransferAsync(Some.Task, Some.Request("target", 501), Some.Key())), Is.EqualTo("forbidden"));
        Assert.That(await Refused.CodeOfAsync(() => client.SendReceiptAsync(transfer.Id, Some.Receipt(TransferState.Failed))), Is.EqualTo("forbidden"));
        Assert.That(await Refused.CodeOfAsync(() => client.TransferAsync(transfer.Id)), Is.EqualTo("forbidden"));
        Assert.That((await AdminClient.TransferAsync(transfer.Id)).State, Is.EqualTo(TransferState.Offered));
    }

    private static string Hash(byte[] bytes) => ModelPart.HashOf(bytes);

    private async Task<(HttpClient Donor, HttpClient Other)> FleetAsync()
    {
        await Some.FleetAsync(AdminClient);
        await AdminClient.RegisterAsync(Some.Task, "other", Some.Registration);
        await AdminClient.PutProfileAsync(Some.Task, "donor", Some.Profile(2) with { Parts = [Some.Part with { Sha256 = Hash(Offered), SizeBytes = Offered.Length }] });
        return (Signing(await EnrolAsync("donor")), Signing(await EnrolAsync("other")));
    }

    private async Task<Transfer> AskAsync() =>
        await new RegistryClient(Signing(await EnrolAsync("target"))).RequestTransferAsync(Some.Task, Some.Request(), Some.Key());

    private static async Task<HttpStatusCode> UploadAsync(HttpClient http, byte[] bytes, byte[]? inPlaceOf = null)
    {
        using var body = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        using var response = await http.PutAsync($"{Root}/parts/{Hash(bytes)}{(inPlaceOf is null ? "" : $"?replaces={Hash(inPlaceOf)}")}", body);
        return response.StatusCode;
    }
}
