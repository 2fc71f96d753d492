using System.Text.Json;
using Cartel.Agent;

namespace Cartel.EndToEnd.Tests;

internal static class AgentReports
{
    /// <summary>What an agent wrote into its state folder at its end.</summary>
    public static AgentReport Read(string stateFolder) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(stateFolder, AgentReport.FileName)), AgentJson.Default.AgentReport)!;
}
