using System.Globalization;
using System.Text.Json;

namespace Cartel.Protocol;

/// <summary>The registry's REST API, typed: one method a call. Every call may be repeated after a failure.</summary>
/// <remarks>
/// <para>A refusal is a <see cref="RegistryException"/> with the registry's problem; no answer, a broken one, or one that
/// takes longer than the timeout (plus the time asked to wait) is a <see cref="RegistryUnavailableException"/>.</para>
/// <para>Thread-safe. The client does not own the <see cref="HttpClient"/>.</para>
/// </remarks>
public sealed partial class RegistryClient
{
    /// <summary>The longest that the registry holds back an answer: 5 min.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>What gets through most proxies, which give up after 60 s: 55 s.</summary>
    public static readonly TimeSpan ProxyWait = TimeSpan.FromSeconds(55);

    private const int PageSize = 200;
    private const string Preference = "Prefer";

    private readonly HttpClient _http;
    private readonly string _root;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <summary>A client of one namespace.</summary>
    /// <param name="http">Its base address is the registry's root; its own timeout should not be below 6 min.</param>
    /// <param name="ns">The namespace's name.</param>
    /// <param name="timeout">The longest wait for an answer; by default 10 s.</param>
    /// <param name="time">The clock of the timeout; by default the system's.</param>
    /// <exception cref="ArgumentException">The base address is missing, or the namespace is no name.</exception>
    public RegistryClient(HttpClient http, string ns = Names.DefaultNamespace, TimeSpan? timeout = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.BaseAddress is null) throw new ArgumentException("needs a base address: the registry's", nameof(http));
        if (!Names.IsValid(ns)) throw new ArgumentException($"“{ns}” is not a name: {Names.Rule}", nameof(ns));

        (_http, _root, _timeout, _time) = (http, $"/api/v1/namespaces/{ns}", timeout ?? TimeSpan.FromSeconds(10), time ?? TimeProvider.System);
    }

    /// <summary>Creates a task, or leaves it as it is when it is the same.</summary>
    /// <exception cref="RegistryException"><c>precondition-required</c>: another manifest stands, to be replaced by <see cref="ReplaceTaskAsync"/>.</exception>
    public Task<TaskManifest> PutTaskAsync(TaskManifest manifest, CancellationToken cancellation = default) =>
        AskAsync(Put(TaskPath(manifest.Name), CompressedJson.Of(manifest, CartelJson.Default.TaskManifest)), CartelJson.Default.TaskManifest, cancellation);

    /// <summary>Creates a task, or replaces its manifest, whatever stands.</summary>
    public async Task<TaskManifest> ReplaceTaskAsync(TaskManifest manifest, CancellationToken cancellation = default)
    {
        try
        {
            return await PutTaskAsync(manifest, cancellation);
        }
        catch (RegistryException refusal) when (refusal.Problem.Code == "precondition-required")
        {
            var request = Put(TaskPath(manifest.Name), CompressedJson.Of(manifest, CartelJson.Default.TaskManifest));
            request.Headers.Add("If-Match", "*");
            return await AskAsync(request, CartelJson.Default.TaskManifest, cancellation);
        }
    }

    /// <summary>One task.</summary>
    public Task<TaskManifest> TaskAsync(string task, CancellationToken cancellation = default) =>
        AskAsync(Get(TaskPath(task)), CartelJson.Default.TaskManifest, cancellation);

    /// <summary>All tasks of the namespace, in name order.</summary>
    public Task<IReadOnlyList<TaskManifest>> TasksAsync(CancellationToken cancellation = default) =>
        AllAsync($"{_root}/tasks?limit={PageSize}", CartelJson.Default.PageTaskManifest, cancellation);

    /// <summary>Registers an agent, for the first time or again.</summary>
    public Task<LeaseGrant> RegisterAsync(
        string task, string agent, AgentRegistration registration, CancellationToken cancellation = default) =>
        AskAsync(
            Put(AgentPath(task, agent), CompressedJson.Of(registration, CartelJson.Default.AgentRegistration)), CartelJson.Default.LeaseGrant, cancellation);

    /// <summary>Removes an agent with its history.</summary>
    public Task RemoveAgentAsync(string task, string agent, CancellationToken cancellation = default) =>
        TellAsync(new HttpRequestMessage(HttpMethod.Delete, AgentPath(task, agent)), cancellation);

    /// <summary>Renews an agent's lease and reports its status.</summary>
    public Task<LeaseGrant> RenewLeaseAsync(string task, string agent, AgentStatus status, CancellationToken cancellation = default) =>
        AskAsync(
            Put($"{AgentPath(task, agent)}/lease", CompressedJson.Of(status, CartelJson.Default.AgentStatus)), CartelJson.Default.LeaseGrant, cancellation);

    /// <summary>Publishes an agent's profile.</summary>
    public Task<ProfileReceipt> PutProfileAsync(string task, string agent, AgentProfile profile, CancellationToken cancellation = default) =>
        AskAsync(
            Put($"{AgentPath(task, agent)}/profile", CompressedJson.Of(profile, CartelJson.Default.AgentProfile)),
            CartelJson.Default.ProfileReceipt, cancellation);

    /// <summary>Renews an agent's lease and reports its status; null: the registry has nothing to tell.</summary>
    public Task<LeaseGrant?> ReportAsync(string task, string agent, AgentStatus status, CancellationToken cancellation = default) =>
        HearAsync(
            Brief(Put($"{AgentPath(task, agent)}/lease", CompressedJson.Of(status, CartelJson.Default.AgentStatus))), CartelJson.Default.LeaseGrant, TimeSpan.Zero, cancellation);

    /// <summary>Publishes an agent's profile; null: the registry has nothing to tell, and the next may come after <see cref="ProfileReceipt.UsualPause"/>.</summary>
    public Task<ProfileReceipt?> PublishAsync(string task, string agent, AgentProfile profile, CancellationToken cancellation = default) =>
        HearAsync(
            Brief(Put($"{AgentPath(task, agent)}/profile", CompressedJson.Of(profile, CartelJson.Default.AgentProfile))),
            CartelJson.Default.ProfileReceipt, TimeSpan.Zero, cancellation);

    /// <summary>One agent.</summary>
    public Task<AgentView> AgentAsync(string task, string agent, CancellationToken cancellation = default) =>
        AskAsync(Get(AgentPath(task, agent)), CartelJson.Default.AgentView, cancellation);

    /// <summary>Says what an agent takes of its device, and how near its detectors are to a signal.</summary>
    public Task PutVitalsAsync(string task, string agent, AgentVitals vitals, CancellationToken cancellation = default) =>
        TellAsync(Put($"{AgentPath(task, agent)}/vitals", CompressedJson.Of(vitals, CartelJson.Default.AgentVitals)), cancellation);

    /// <summary>What an agent last said so; null: nothing yet.</summary>
    public Task<AgentVitals?> VitalsAsync(string task, string agent, CancellationToken cancellation = default) =>
        HearAsync(Get($"{AgentPath(task, agent)}/vitals"), CartelJson.Default.AgentVitals, TimeSpan.Zero, cancellation);

    /// <summary>All agents of a task, in name order.</summary>
    public Task<IReadOnlyList<AgentView>> AgentsAsync(string task, CancellationToken cancellation = default) =>
        AllAsync($"{TaskPath(task)}/agents?limit={PageSize}", CartelJson.Default.PageAgentView, cancellation);

    /// <summary>An agent's reports over time, at most <paramref name="limit"/> of them.</summary>
    public Task<AgentHistory> HistoryAsync(string task, string agent, int limit = 600, CancellationToken cancellation = default) =>
        AskAsync(Get(Invariant($"{AgentPath(task, agent)}/history?limit={limit}")), CartelJson.Default.AgentHistory, cancellation);

    /// <summary>An agent's metrics over time, averaged in steps.</summary>
    /// <param name="task">The task.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="metrics">Such as <c>accuracy</c>, <c>classPrior</c>, <c>drift</c>.</param>
    /// <param name="step">How much time one step stands for; null: about 300 steps in all.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<AgentHistory> HistoryAsync(
        string task, string agent, IReadOnlyList<string> metrics, TimeSpan? step = null, CancellationToken cancellation = default) =>
        AskAsync(
            Get($"{AgentPath(task, agent)}/history?metric={Escape(string.Join(',', metrics))}" + (step is { } one ? Invariant($"&step={one.TotalSeconds}") : "")),
            CartelJson.Default.AgentHistory, cancellation);

    /// <summary>The agents closest to one.</summary>
    public Task<NeighbourList> NeighboursAsync(
        string task, string agent, int k = 3, bool explain = false, CancellationToken cancellation = default) =>
        AskAsync(
            Get(Invariant($"{AgentPath(task, agent)}/neighbours?k={k}&explain={(explain ? "true" : "false")}")),
            CartelJson.Default.NeighbourList, cancellation);

    /// <summary>The requests for parts after a cursor; waits for one up to <paramref name="wait"/>, at most <see cref="LongestWait"/>.</summary>
    public async Task<Inbox> InboxAsync(string task, string agent, long after, TimeSpan wait, CancellationToken cancellation = default) =>
        await HearAsync(
            Get(Invariant($"{AgentPath(task, agent)}/inbox?after={after}&waitSeconds={Whole(wait)}")), CartelJson.Default.Inbox, wait, cancellation) ?? new Inbox([]);

    /// <summary>Reports what an agent's monitor saw; repeating it with the same key does nothing.</summary>
    public Task SignalAsync(string task, string agent, AgentSignal signal, string idempotencyKey, CancellationToken cancellation = default) =>
        TellAsync(
            Post($"{AgentPath(task, agent)}/signals", CompressedJson.Of(signal, CartelJson.Default.AgentSignal), idempotencyKey), cancellation);

    /// <summary>Asks for help; repeating it with the same key gives the same transfer.</summary>
    public Task<Transfer> RequestTransferAsync(
        string task, TransferRequest request, string idempotencyKey, CancellationToken cancellation = default) =>
        AskAsync(
            Post($"{TaskPath(task)}/transfers", CompressedJson.Of(request, CartelJson.Default.TransferRequest), idempotencyKey),
            CartelJson.Default.Transfer, cancellation);

    /// <summary>One transfer.</summary>
    public Task<Transfer> TransferAsync(string id, CancellationToken cancellation = default) =>
        AskAsync(Get(TransferPath(id)), CartelJson.Default.Transfer, cancellation);

    /// <summary>The transfers of a task, newest first, all or only those in a state or of a target.</summary>
    public Task<IReadOnlyList<Transfer>> TransfersAsync(
        string task, TransferState? state = null, string? target = null, CancellationToken cancellation = default)
    {
        var filter = (state is { } wanted ? $"&state={JsonNamingPolicy.KebabCaseLower.ConvertName(wanted.ToString())}" : "")
            + (target is null ? "" : $"&target={Escape(target)}");
        return AllAsync($"{TaskPath(task)}/transfers?limit={PageSize}{filter}", CartelJson.Default.PageTransfer, cancellation);
    }

    /// <summary>The target's move.</summary>
    public Task<Transfer> MoveAsync(string id, TransferMove move, CancellationToken cancellation = default) =>
        AskAsync(
            Put($"{TransferPath(id)}/state", CompressedJson.Of(move, CartelJson.Default.TransferMove)), CartelJson.Default.Transfer, cancellation);

    /// <summary>How a transfer ended; repeating it changes nothing.</summary>
    public Task<Transfer> SendReceiptAsync(string id, TransferReceipt receipt, CancellationToken cancellation = default) =>
        AskAsync(
            Put($"{TransferPath(id)}/receipt", CompressedJson.Of(receipt, CartelJson.Default.TransferReceipt)), CartelJson.Default.Transfer, cancellation);

    /// <summary>The target's move, where its answer is of no use.</summary>
    public Task TellMoveAsync(string id, TransferMove move, CancellationToken cancellation = default) =>
        TellAsync(Brief(Put($"{TransferPath(id)}/state", CompressedJson.Of(move, CartelJson.Default.TransferMove))), cancellation);

    /// <summary>How a transfer ended, where the answer is of no use; repeating it changes nothing.</summary>
    public Task TellReceiptAsync(string id, TransferReceipt receipt, CancellationToken cancellation = default) =>
        TellAsync(Brief(Put($"{TransferPath(id)}/receipt", CompressedJson.Of(receipt, CartelJson.Default.TransferReceipt))), cancellation);

    private static HttpRequestMessage Brief(HttpRequestMessage request)
    {
        request.Headers.Add(Preference, "return=minimal");
        return request;
    }

    private string TaskPath(string task) => $"{_root}/tasks/{Escape(task)}";

    private string AgentPath(string task, string agent) => $"{TaskPath(task)}/agents/{Escape(agent)}";

    private string TransferPath(string id) => $"{_root}/transfers/{Escape(id)}";

    private static string Escape(string name) => Uri.EscapeDataString(name);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Whole(TimeSpan wait) => (int)Math.Clamp(wait.TotalSeconds, 0, LongestWait.TotalSeconds);

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Put(string path, HttpContent content) => new(HttpMethod.Put, path) { Content = content };

    private static HttpRequestMessage Post(string path, HttpContent content, string idempotencyKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }
}
