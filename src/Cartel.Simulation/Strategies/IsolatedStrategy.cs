using Cartel.Learning;

namespace Cartel.Simulation;

/// <summary>Each device learns alone: what collaboration is measured against.</summary>
public sealed class IsolatedStrategy : IStrategy
{
    /// <inheritdoc/>
    public string Name => "isolated";

    /// <inheritdoc/>
    public IReadOnlyList<IEdge> Deploy(Deployment deployment) =>
        [.. Enumerable.Range(0, deployment.Devices).Select(device => new Edge(deployment, device))];

    private sealed class Edge(Deployment deployment, int device) : IEdge
    {
        private readonly IOnlineLearner _model = deployment.NewLearner();

        public long ModelBytes => _model.ModelBytes;

        public int Predict(ReadOnlySpan<float> features) => _model.Predict(features).Label;

        public void Observe(ReadOnlySpan<float> features, int label)
        {
            using (deployment.Training.Measure(device)) _model.Learn(features, label);
        }
    }
}
