namespace Cartel.Registry.Hosting;

/// <summary>Everything that the registry logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "The store answers again")]
    public static partial void StoreBack(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "{Message}; trying again until it does")]
    public static partial void StoreLost(ILogger logger, string message);

    [LoggerMessage(3, LogLevel.Information, "{Agent} of {Task} is lost: its lease ran out at {LeaseUntil:O}")]
    public static partial void AgentLost(ILogger logger, string agent, string task, DateTimeOffset leaseUntil);

    [LoggerMessage(4, LogLevel.Information, "Transfer {Transfer} expired while {State}")]
    public static partial void TransferExpired(ILogger logger, string transfer, string state);

    [LoggerMessage(5, LogLevel.Error, "{Method} {Path} failed, trace {Trace}")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path, string trace);

    [LoggerMessage(6, LogLevel.Error, "The sweep of leases and deadlines failed; it goes on")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "The store's feed of changes could not be read; it is tried again")]
    public static partial void FeedFailed(ILogger logger, Exception exception);

    [LoggerMessage(20, LogLevel.Information, "Refused as {Code}: {Method} {Path} from {From}")]
    public static partial void Refused(ILogger logger, string code, string method, string path, string from);

    [LoggerMessage(24, LogLevel.Error, "Whether anybody was turned away could not be read; everybody proves anew who they are")]
    public static partial void RevocationsUnread(ILogger logger, Exception exception);

    [LoggerMessage(21, LogLevel.Error, "The audit log does not take an entry: {Who} from {From}, {What}, {Outcome}; {Message}")]
    public static partial void AuditFailed(ILogger logger, string who, string from, string what, int outcome, string message);

    [LoggerMessage(22, LogLevel.Information, "The certificate's files have changed; new connections are shown the new one, good until {NotAfter:u}")]
    public static partial void CertificateTaken(ILogger logger, DateTime notAfter);

    [LoggerMessage(23, LogLevel.Error, "The certificate's files have changed, and the former one is shown on: {Message}")]
    public static partial void CertificateKept(ILogger logger, string message);
}
