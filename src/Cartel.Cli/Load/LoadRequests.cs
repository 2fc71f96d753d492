using System.Text;

namespace Cartel.Cli;

/// <summary>Writes requests as the bytes that go over the wire, into one buffer that is used again and again. Not thread-safe.</summary>
internal sealed class LoadRequests(LoadSettings settings, LoadBodies bodies, Uri server)
{
    private readonly string _root = $"/api/v1/namespaces/{settings.Namespace}";
    private readonly string _task = $"/api/v1/namespaces/{settings.Namespace}/tasks/{LoadBodies.Task}";
    private readonly string _end = $"Host: {server.Authority}\r\n{(settings.Token is { } token ? $"Authorization: Bearer {token}\r\n" : "")}";
    private byte[] _buffer = new byte[8 * 1024];

    public static string AgentName(long agent) => $"a{agent:000000}";

    public ReadOnlyMemory<byte> Task() => Put(_task, "application/json", bodies.Manifest);

    public ReadOnlyMemory<byte> Register(long agent) => Put($"{_task}/agents/a{agent:000000}", "application/json", bodies.Registration);

    public ReadOnlyMemory<byte> Upload(int part) =>
        Put($"{_root}/parts/{bodies.Parts[part].Sha256}", "application/octet-stream", new LoadBody(bodies.Parts[part].Bytes, false));

    public ReadOnlyMemory<byte> Publish(long agent, long round) =>
        Put($"{_task}/agents/a{agent:000000}/profile", "application/json", bodies.Profile((int)agent, round));

    public ReadOnlyMemory<byte> Lease(long agent) =>
        Put($"{_task}/agents/a{agent:000000}/lease", "application/json", bodies.Status[(int)(agent % LoadBodies.Kinds)]);

    public ReadOnlyMemory<byte> Agent(long agent) => Get($"{_task}/agents/a{agent:000000}");

    public ReadOnlyMemory<byte> Profile(long agent) => Get($"{_task}/agents/a{agent:000000}/profile");

    public ReadOnlyMemory<byte> Neighbours(long agent) => Get($"{_task}/agents/a{agent:000000}/neighbours?k=3");

    public ReadOnlyMemory<byte> List() => Get($"{_task}/agents?limit=100");

    public ReadOnlyMemory<byte> Fetch(int part) => Get($"{_root}/parts/{bodies.Parts[part].Sha256}");

    public ReadOnlyMemory<byte> Receipt(string transfer) => Put($"{_root}/transfers/{transfer}/receipt", "application/json", bodies.Receipt);

    public ReadOnlyMemory<byte> Ask(long agent, string key)
    {
        var body = bodies.Request(AgentName(agent), (int)(agent % LoadBodies.Kinds));
        return Write($"POST {_task}/transfers HTTP/1.1\r\n{_end}Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n", body);
    }

    /// <summary>A plain GET of any path.</summary>
    public ReadOnlyMemory<byte> Get(string path) => Write($"GET {path} HTTP/1.1\r\n{_end}\r\n", []);

    // An agent wants no body where there is nothing to say.
    private ReadOnlyMemory<byte> Put(string path, string type, LoadBody body)
    {
        var coding = body.Compressed ? "Content-Encoding: br\r\n" : "";
        return Write(
            $"PUT {path} HTTP/1.1\r\n{_end}Prefer: return=minimal\r\nContent-Type: {type}\r\n{coding}Content-Length: {body.Bytes.Length}\r\n\r\n", body.Bytes);
    }

    private ReadOnlyMemory<byte> Write(string head, byte[] body)
    {
        var length = head.Length + body.Length;
        if (length > _buffer.Length) _buffer = new byte[2 * length];

        body.CopyTo(_buffer, Encoding.ASCII.GetBytes(head, _buffer));
        return _buffer.AsMemory(0, length);
    }
}
