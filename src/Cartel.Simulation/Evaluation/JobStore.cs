using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartel.Streams;

namespace Cartel.Simulation;

/// <summary>A folder with one file for each finished job, so that an interrupted evaluation goes on where it was.</summary>
/// <remarks>A file is named by a hash of job, data and program: a changed one is another file. It begins with the hash of its content:
/// one that is cut short or altered is as good as absent. Safe for several threads.</remarks>
/// <param name="folder">Is created when the first job ends.</param>
public sealed class JobStore(string folder)
{
    private readonly Dictionary<IDataSet, string> _fingerprints = [];

    /// <summary>A finished job's result; null if there is none that can be trusted.</summary>
    public JobResult? Find(EvaluationJob job)
    {
        try
        {
            var lines = File.ReadAllText(PathOf(job)).Split('\n', 2);
            return lines.Length == 2 && lines[0] == HashOf(lines[1]) ? JsonSerializer.Deserialize(lines[1], JobJson.Default.JobResult) : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps a result: whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Keep(EvaluationJob job, JobResult result)
    {
        Directory.CreateDirectory(folder);
        var json = JsonSerializer.Serialize(result, JobJson.Default.JobResult);
        var path = PathOf(job);
        File.WriteAllText(path + ".new", $"{HashOf(json)}\n{json}");
        File.Move(path + ".new", path, overwrite: true);
    }

    private string PathOf(EvaluationJob job) => Path.Combine(folder, $"{job.Plan.Name}-{job.Seed}-{KeyOf(job)[..24]}.json");

    private string KeyOf(EvaluationJob job) => HashOf(string.Join(
        '\n', ProgramVersion.Text, job.Plan.ToJson(), job.Data.Name, Fingerprint(job.Data), job.Learner, string.Join('|', job.Strategies), job.Seed));

    private string Fingerprint(IDataSet data)
    {
        lock (_fingerprints)
        {
            return _fingerprints.TryGetValue(data, out var known) ? known : _fingerprints[data] = DataFingerprint.Of(data);
        }
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
