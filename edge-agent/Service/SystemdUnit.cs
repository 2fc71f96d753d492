using System.Globalization;

namespace Cartel.Agent;

/// <summary>The unit file of an agent (systemd.service(5), systemd.exec(5)).</summary>
internal static class SystemdUnit
{
    /// <summary>Its text.</summary>
    /// <remarks>Exit code 2, misuse, is not retried: nothing changes by itself. Any other end than a good one is.</remarks>
    public static string Write(ServicePlan plan) => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by “cartel-agent install”; “cartel-agent uninstall” removes it.
        [Unit]
        Description={plan.Title}
        After=network-online.target
        Wants=network-online.target
        StartLimitIntervalSec=0

        [Service]
        # It says when it learns, and that it still does; one that hangs is ended and started again.
        Type=notify
        NotifyAccess=main
        WatchdogSec=60s
        # A first look at a large data set takes its time.
        TimeoutStartSec=15min
        TimeoutStopSec=30s
        ExecStart={string.Join(' ', plan.Program.Append("run").Append("--config").Append(plan.ConfigFile).Select(Quoted))}
        # Reads its settings again, and goes on learning.
        ExecReload=/bin/kill -HUP $MAINPID
        Environment=CARTEL_AGENT_STATE=/var/lib/{plan.Name}
        Environment=DOTNET_EnableDiagnostics=0
        Environment=DOTNET_GCConserveMemory=7
        # Garbage goes at 4 MiB, and not once it fills the processor's cache.
        Environment=DOTNET_GCgen0size=0x400000
        EnvironmentFile=-/etc/cartel/{plan.Name}.env
        Restart=on-failure
        RestartSec=5s
        RestartPreventExitStatus=2
        SyslogIdentifier={plan.Name}

        DynamicUser=yes
        {(plan.Groups.Count == 0 ? "" : $"SupplementaryGroups={string.Join(' ', plan.Groups)}\n")}StateDirectory={plan.Name}
        StateDirectoryMode=0700
        WorkingDirectory=/var/lib/{plan.Name}
        UMask=0077

        MemoryMax={plan.MemoryMiB}M
        CPUQuota={plan.CpuPercent}%
        TasksMax=256
        OOMPolicy=stop

        CapabilityBoundingSet=
        AmbientCapabilities=
        NoNewPrivileges=yes
        ProtectSystem=strict
        ProtectHome=yes
        ProtectProc=invisible
        ProtectClock=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        PrivateTmp=yes
        PrivateDevices=yes
        PrivateUsers=yes
        PrivateMounts=yes
        RemoveIPC=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        LockPersonality=yes
        KeyringMode=private
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=multi-user.target

        """);

    // systemd splits at white space, and has specifiers (%), variables ($), escapes (\) and quotes of its own.
    private static string Quoted(string argument)
    {
        var escaped = argument
            .Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
        return escaped.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? escaped : $"\"{escaped}\"";
    }
}
