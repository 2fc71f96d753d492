using System.Text;
using System.Text.Json;
using Cartel.Protocol;

namespace Cartel.Cli;

/// <summary>Writes requests as the bytes that go over the wire, into one buffer that is used again and again. Not thread-safe.</summary>
internal sealed class LoadRequests(LoadSettings settings, LoadFleet fleet, Uri server)
{
    private readonly string _root = $"/api/v1/namespaces/{settings.Namespace}";
    private readonly string _task = $"/api/v1/namespaces/{settings.Namespace}/tasks/{LoadBodies.Task}";
    private readonly string _host = $"Host: {server.Authority}\r\n";
    private readonly string _operator = settings.Token is { } token ? $"Authorization: Bearer {token}\r\n" : "";
    private const int WaitSeconds = 10;

    private byte[] _buffer = new byte[8 * 1024];

    public ReadOnlyMemory<byte> Task() => Put(_task, "application/json", fleet.Bodies.Manifest, null);

    public ReadOnlyMemory<byte> Enroll(long agent)
    {
        var body = fleet.Identities!.Enrolment(agent);
        return Write($"POST {_root}/enrollments HTTP/1.1\r\n{_host}Content-Type: application/json\r\n{Coding(body)}Content-Length: {body.Bytes.Length}\r\n\r\n", body.Bytes);
    }

    public ReadOnlyMemory<byte> Register(long agent) => Put(PathOf(agent), "application/json", fleet.Bodies.Registration, agent);

    // An agent may upload what it offers; those of a kind offer the same.
    public ReadOnlyMemory<byte> Upload(int part) => Put(
        $"{_root}/parts/{fleet.Bodies.Parts[part].Sha256}", "application/octet-stream", new LoadBody(fleet.Bodies.Parts[part].Bytes, false),
        part / settings.Classes is var kind && kind < settings.Agents ? kind : null);

    public ReadOnlyMemory<byte> Publish(long agent, long round) => Put($"{PathOf(agent)}/profile", "application/json", fleet.Bodies.Profile((int)agent, round), agent);

    public ReadOnlyMemory<byte> Lease(long agent) => Put($"{PathOf(agent)}/lease", "application/json", fleet.Bodies.Status[(int)(agent % LoadBodies.Kinds)], agent);

    public ReadOnlyMemory<byte> Agent(long agent) => Get(PathOf(agent), agent);

    public ReadOnlyMemory<byte> Profile(long agent) => Get($"{PathOf(agent)}/profile", agent);

    public ReadOnlyMemory<byte> Neighbours(long agent) => Get($"{PathOf(agent)}/neighbours?k=3", agent);

    public ReadOnlyMemory<byte> Wait(long agent) => Get($"{PathOf(agent)}/inbox?waitSeconds={WaitSeconds}", agent);

    public ReadOnlyMemory<byte> List() => Get($"{_task}/agents?limit=100");

    public ReadOnlyMemory<byte> Fetch(int part, long agent) => Get($"{_root}/parts/{fleet.Bodies.Parts[part].Sha256}", agent);

    public ReadOnlyMemory<byte> Receipt(string transfer, long agent) => Put($"{_root}/transfers/{transfer}/receipt", "application/json", fleet.Bodies.Receipt, agent);

    public ReadOnlyMemory<byte> Ask(long agent, string key)
    {
        var body = fleet.Bodies.Request(fleet.Names[(int)agent], (int)(agent % LoadBodies.Kinds));
        return Write($"POST {_task}/transfers HTTP/1.1\r\n{End(agent)}Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n", body);
    }

    /// <summary>An order for a token that admits every agent once.</summary>
    public ReadOnlyMemory<byte> OrderEnrollment()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new EnrollmentTokenOrder(Uses: settings.Agents), CartelJson.Default.EnrollmentTokenOrder);
        return Write($"POST {_root}/enrollment-tokens HTTP/1.1\r\n{End(null)}Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n", body);
    }

    private ReadOnlyMemory<byte> Get(string path, long? agent = null) => Write($"GET {path} HTTP/1.1\r\n{End(agent)}\r\n", []);

    // An agent wants no body where there is nothing to say.
    private ReadOnlyMemory<byte> Put(string path, string type, LoadBody body, long? agent) => Write(
        $"PUT {path} HTTP/1.1\r\n{End(agent)}Prefer: return=minimal\r\nContent-Type: {type}\r\n{Coding(body)}Content-Length: {body.Bytes.Length}\r\n\r\n", body.Bytes);

    private string PathOf(long agent) => $"{_task}/agents/{fleet.Names[(int)agent]}";

    // Who sends it: an agent that enrolled, or whoever holds the token.
    private string End(long? agent) =>
        agent is { } sender && fleet.Identities is { } identities ? $"{_host}Authorization: Bearer {identities.Token(sender)}\r\n" : _host + _operator;

    private static string Coding(LoadBody body) => body.Compressed ? "Content-Encoding: br\r\n" : "";

    private ReadOnlyMemory<byte> Write(string head, byte[] body)
    {
        var length = head.Length + body.Length;
        if (length > _buffer.Length) _buffer = new byte[2 * length];

        body.CopyTo(_buffer, Encoding.ASCII.GetBytes(head, _buffer));
        return _buffer.AsMemory(0, length);
    }
}
