using System.ComponentModel;
using System.Diagnostics;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Replica;

/// <summary>A real nginx before several registries, in turn to each; a request that one does not answer goes to the next.</summary>
internal sealed class NginxServer : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly Process _process;

    private NginxServer(TemporaryFolder folder, Process process, int port) =>
        (_folder, _process, Http) = (folder, process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });

    public HttpClient Http { get; }

    /// <summary>Starts one; the test is skipped with a reason where nginx is not installed.</summary>
    public static async Task<NginxServer> StartAsync(IEnumerable<Uri> registries)
    {
        var (folder, port) = (new TemporaryFolder(), FreePort.Next());
        await File.WriteAllTextAsync(folder.File("nginx.conf"), Configuration(folder.Path, port, registries));
        try
        {
            var process = Process.Start(new ProcessStartInfo("nginx", ["-p", folder.Path, "-c", folder.File("nginx.conf"), "-e", folder.File("error.log")]))!;
            var nginx = new NginxServer(folder, process, port);
            await Eventually.GetAsync(() => AnswersAsync(nginx.Http), static answers => answers);
            return nginx;
        }
        catch (Win32Exception)
        {
            folder.Dispose();
            Assert.Ignore("nginx is not here: ./cartel test installs it, as root on Debian.");
            throw;
        }
    }

    public void Dispose()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) kill.WaitForExit();
        _process.WaitForExit();
        _process.Dispose();
        Http.Dispose();
        _folder.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            return (await http.GetAsync("/healthz")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string Configuration(string folder, int port, IEnumerable<Uri> registries) => $$"""
        daemon off;
        master_process off;
        pid {{folder}}/nginx.pid;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          upstream registry {
            {{string.Join("\n    ", registries.Select(static registry => $"server {registry.Authority};"))}}
          }
          server {
            listen 127.0.0.1:{{port}};
            location / {
              proxy_pass http://registry;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_next_upstream error timeout non_idempotent;
              proxy_read_timeout 310s;
            }
          }
        }
        """;
}
