using Cartel.Collaboration;
using Microsoft.Extensions.Logging;

namespace Cartel.Agent;

/// <summary>What the agent logs, each message once.</summary>
internal static partial class AgentLog
{
    [LoggerMessage(100, LogLevel.Information, "Agent {Agent} learns {Task} with {Learner} from sample {Position} of {Data}")]
    public static partial void Started(ILogger logger, string agent, string task, string learner, long position, string data);

    [LoggerMessage(101, LogLevel.Information, "Agent {Agent}: {Kind} at sample {Sample}; asking for help with {Classes}")]
    public static partial void AskingForHelp(ILogger logger, string agent, string kind, long sample, string classes);

    [LoggerMessage(102, LogLevel.Information, "Agent {Agent}: {Step} at sample {Sample}: {Reason}")]
    public static partial void TransferStep(ILogger logger, string agent, TransferStepKind step, long sample, string reason);

    [LoggerMessage(103, LogLevel.Information, "Agent {Agent}: the stream ended after {Samples} samples")]
    public static partial void StreamEnded(ILogger logger, string agent, long samples);

    [LoggerMessage(104, LogLevel.Warning, "Agent {Agent}: the registry at {Registry} does not answer ({Reason}); learning goes on alone")]
    public static partial void RegistryAway(ILogger logger, string agent, Uri? registry, string reason);

    [LoggerMessage(105, LogLevel.Information, "Agent {Agent}: the registry answers again")]
    public static partial void RegistryBack(ILogger logger, string agent);

    [LoggerMessage(106, LogLevel.Warning, "Agent {Agent}: the registry refused {What}: {Code}: {Detail}")]
    public static partial void Refused(ILogger logger, string agent, string what, string code, string? detail);

    [LoggerMessage(107, LogLevel.Warning, "Agent {Agent}: nothing usable came from donor {Donor}: {Reason}")]
    public static partial void DonorFailed(ILogger logger, string agent, string donor, string reason);

    [LoggerMessage(108, LogLevel.Information, "Agent {Agent}: lent {Sha256} to transfer {Transfer}")]
    public static partial void Lent(ILogger logger, string agent, string sha256, string transfer);

    [LoggerMessage(109, LogLevel.Critical, "Agent {Agent} cannot go on: {Reason}")]
    public static partial void Fatal(ILogger logger, string agent, string reason);

    [LoggerMessage(110, LogLevel.Warning, "{Count} rows of the data could not be used and were set aside; the first of them: {First}")]
    public static partial void BadRows(ILogger logger, long count, string first);

    [LoggerMessage(113, LogLevel.Warning, "Agent {Agent}: parts that it has, or merged, were recalled: {Parts}; they are offered to nobody, and what is on trial of them is undone")]
    public static partial void Recalled(ILogger logger, string agent, string parts);

    [LoggerMessage(111, LogLevel.Warning, "Agent {Agent}: no sense can be made of what the registry at {Registry} answers; trying again later")]
    public static partial void Nonsense(ILogger logger, string agent, Uri? registry, Exception cause);

    [LoggerMessage(112, LogLevel.Warning, "Agent {Agent}: {Kind} among samples without labels, at sample {Sample} ({Classes})")]
    public static partial void UnlabelledAlarm(ILogger logger, string agent, UnlabelledAlarmKind kind, long sample, string classes);

    [LoggerMessage(121, LogLevel.Warning, "Agent {Agent}: the registry at {Registry} has no task {Task}, and this agent may not create it: an operator does, with PUT /api/v1/namespaces/{Namespace}/tasks/{Task} and the manifest as body (docs/security.md). It learns on alone, and asks again")]
    public static partial void NoTask(ILogger logger, string agent, Uri? registry, string task, string @namespace);

    [LoggerMessage(122, LogLevel.Information, "Agent {Agent}: signs with its new key {KeyId}")]
    public static partial void NewKey(ILogger logger, string agent, string keyId);

    [LoggerMessage(123, LogLevel.Information, "Agent {Agent}: its key was {Days} days old; the registry knows the new one")]
    public static partial void KeyRenewed(ILogger logger, string agent, int days);

    [LoggerMessage(124, LogLevel.Warning, "Agent {Agent}: its key is due to be renewed, and cannot be yet: {Reason} It goes on with the former key, and tries again every hour")]
    public static partial void KeyNotRenewed(ILogger logger, string agent, string reason);

    [LoggerMessage(130, LogLevel.Error, "Agent {Agent}: no checkpoint can be stored in {Folder} ({Reason}); learning goes on, and what is learned until it can be is lost if the agent ends")]
    public static partial void Unsaved(ILogger logger, string agent, string folder, string reason);

    [LoggerMessage(131, LogLevel.Information, "Agent {Agent}: checkpoints are stored again")]
    public static partial void SavedAgain(ILogger logger, string agent);

    [LoggerMessage(132, LogLevel.Error, "Agent {Agent}: {What}")]
    public static partial void Recovered(ILogger logger, string agent, string what);

    [LoggerMessage(135, LogLevel.Warning, "Agent {Agent}: to stay within its budgets it does without: {Economy} (memory {Memory:P0}, bytes of the day {Traffic:P0}, disk {Disk:P0}, background {Background:P0} of theirs)")]
    public static partial void Economy(ILogger logger, string agent, Economy economy, double memory, double traffic, double disk, double background);

    [LoggerMessage(134, LogLevel.Warning, "Agent {Agent}: its report cannot be written to {Path} ({Reason})")]
    public static partial void NoReport(ILogger logger, string agent, string path, string reason);

    [LoggerMessage(133, LogLevel.Warning, "Agent {Agent}: predictions cannot be written to {Path} ({Reason}); {Count} are lost until now")]
    public static partial void PredictionsLost(ILogger logger, string agent, string path, string reason, long count);

    [LoggerMessage(120, LogLevel.Warning, "Agent {Agent}: the registry at {Registry} does not know it ({Code}): {Detail} It learns on alone, and asks again")]
    public static partial void Unknown(ILogger logger, string agent, Uri? registry, string code, string? detail);

    [LoggerMessage(150, LogLevel.Information, "Agent {Agent}: lends its parts at {Address}, which others reach as {Url}")]
    public static partial void LendsAt(ILogger logger, string agent, System.Net.IPEndPoint address, Uri url);

    [LoggerMessage(151, LogLevel.Error, "Agent {Agent}: cannot lend its parts at {Address} ({Reason}); until its next start they go through the registry")]
    public static partial void LendsNowhere(ILogger logger, string agent, System.Net.IPEndPoint address, string reason);

    [LoggerMessage(152, LogLevel.Information, "Agent {Agent}: lent part {Part} to {Target} itself, for {Transfer}")]
    public static partial void LentDirectly(ILogger logger, string agent, string part, string target, string transfer);

    [LoggerMessage(153, LogLevel.Information, "Agent {Agent}: fetched {Count} parts from {Donor} itself, at {Url}")]
    public static partial void FetchedDirectly(ILogger logger, string agent, int count, string donor, string url);

    [LoggerMessage(154, LogLevel.Warning, "Agent {Agent}: {Donor} cannot be reached at {Url} ({Reason}); its parts are fetched through the registry")]
    public static partial void NotDirect(ILogger logger, string agent, string donor, string url, string reason);

    [LoggerMessage(140, LogLevel.Information, "Agent {Agent}: serves this device at http://127.0.0.1:{Port}")]
    public static partial void Listening(ILogger logger, string agent, int port);

    [LoggerMessage(141, LogLevel.Error, "Agent {Agent}: cannot listen at port {Port} ({Reason}); learning goes on, and it is tried again")]
    public static partial void NotListening(ILogger logger, string agent, int port, string reason);

    [LoggerMessage(142, LogLevel.Error, "Agent {Agent}: {Method} {Path} failed")]
    public static partial void LocalFailed(ILogger logger, string agent, string method, string path, Exception cause);

    [LoggerMessage(143, LogLevel.Information, "Agent {Agent}: read its configuration anew; changed: {Changed}")]
    public static partial void Reloaded(ILogger logger, string agent, string changed);

    [LoggerMessage(144, LogLevel.Warning, "Agent {Agent}: these settings were changed, and take effect at its next start: {Settings}")]
    public static partial void NeedsRestart(ILogger logger, string agent, string settings);

    [LoggerMessage(145, LogLevel.Error, "Agent {Agent}: its configuration was read anew and cannot be used, the former stays in force: {Problem}")]
    public static partial void NotReloaded(ILogger logger, string agent, string problem);

    [LoggerMessage(146, LogLevel.Warning, "Agent {Agent}: {Note}")]
    public static partial void ExtractorNote(ILogger logger, string agent, string note);
}
