using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Cartel.Agent;

/// <summary>The service control manager of this Windows (advapi32).</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsServiceControlManager : IServiceControlManager
{
    private const uint OwnProcess = 0x10;
    private const uint AcceptStop = 0x1;
    private const uint AcceptShutdown = 0x4;
    private const uint ControlStop = 0x1;
    private const uint ControlShutdown = 0x5;
    private const int NotAService = 1063;

    // The manager calls them as long as the process lives.
    private ServiceMain? _main;
    private Handler? _handler;
    private nint _status;

    private delegate void ServiceMain(uint count, nint arguments);

    private delegate uint Handler(uint control, uint eventType, nint eventData, nint context);

    public void Dispatch(string name, Action service)
    {
        _main = (_, _) => service();
        var text = Marshal.StringToHGlobalUni(name);
        try
        {
            // One service, and the entry that ends the table.
            if (!StartServiceCtrlDispatcher([new TableEntry { Name = text, Main = Marshal.GetFunctionPointerForDelegate(_main) }, default]))
                throw Failure("StartServiceCtrlDispatcher");
        }
        finally
        {
            Marshal.FreeHGlobal(text);
        }
    }

    public void Listen(string name, Action<WindowsServiceRequest> hear)
    {
        _handler = (control, _, _, _) =>
        {
            hear(control is ControlStop or ControlShutdown ? WindowsServiceRequest.Stop : WindowsServiceRequest.Other);
            return 0;
        };
        _status = RegisterServiceCtrlHandlerEx(name, Marshal.GetFunctionPointerForDelegate(_handler), 0);
        if (_status == 0) throw Failure("RegisterServiceCtrlHandlerEx");
    }

    public void Report(WindowsServiceState state)
    {
        var status = new Status
        {
            Type = OwnProcess,
            State = (uint)state.Phase,
            Accepted = state.Phase is WindowsServicePhase.Running ? AcceptStop | AcceptShutdown : 0,
            ExitCode = state.ExitCode == 0 ? 0u : WindowsServiceProcess.OwnCode,
            OwnExitCode = (uint)state.ExitCode,
            WaitHint = (uint)state.Patience.TotalMilliseconds,
        };
        if (!SetServiceStatus(_status, ref status)) throw Failure("SetServiceStatus");
    }

    private static ServiceException Failure(string call) => Marshal.GetLastPInvokeError() is NotAService
        ? new ServiceException($"{WindowsServiceProcess.Option} is for the service control manager: leave it out to run the agent by hand")
        : new ServiceException($"{call} failed with {Marshal.GetLastPInvokeError()}");

    [DllImport("advapi32.dll", EntryPoint = "StartServiceCtrlDispatcherW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool StartServiceCtrlDispatcher([In] TableEntry[] table);

    [DllImport("advapi32.dll", EntryPoint = "RegisterServiceCtrlHandlerExW", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint RegisterServiceCtrlHandlerEx(string name, nint handler, nint context);

    [DllImport("advapi32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetServiceStatus(nint handle, ref Status status);

    /// <summary>SERVICE_TABLE_ENTRYW.</summary>
    private struct TableEntry
    {
        public nint Name;
        public nint Main;
    }

    /// <summary>SERVICE_STATUS.</summary>
    private struct Status
    {
        public uint Type;
        public uint State;
        public uint Accepted;
        public uint ExitCode;
        public uint OwnExitCode;
        public uint CheckPoint;
        public uint WaitHint;
    }
}
