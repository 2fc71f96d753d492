namespace Cartel.Simulation;

/// <summary>A device that learns on its own and takes part in the rounds for which it is drawn.</summary>
internal sealed class FederatedEdge(Deployment deployment, int device, FederatedClient client, AveragingServer server, int round, ClassWatch? watch) : IEdge
{
    private long _seen;

    public long ModelBytes => client.Model.ModelBytes;

    public int Predict(ReadOnlySpan<float> features) => client.Model.Predict(features).Label;

    public void Observe(ReadOnlySpan<float> features, int label)
    {
        watch?.Observe(label, Predict(features) != label);
        client.Learn(features, label);
        if (++_seen % round == 0 && server.TakesPart(device, _seen / round)) TakePart(_seen / round);
    }

    private void TakePart(long number)
    {
        if (!deployment.Network.IsOnline(device)) return;

        var (samples, report) = (client.Fresh, watch?.Report());
        var model = client.Give();
        if (report is not null) deployment.Network.Send(device, MeteredNetwork.Hub, MessageKind.Metadata, report.Bytes, () => server.Tell(device, report));
        deployment.Network.Send(device, MeteredNetwork.Hub, MessageKind.Models, model.Bytes, () => server.Gather(number, device, model, samples));
    }
}
