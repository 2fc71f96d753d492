using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Cartel.Registry.Tests.Hosting;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Deployment;

/// <summary>The files in <c>deploy/</c>, judged by the programs that are to read them, where those are installed.</summary>
internal sealed partial class DeploymentTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy");

    [Test]
    public async Task The_example_configuration_is_one()
    {
        var (exitCode, output, errors) = await RegistryProcess.RunAsync("--config", Path.Combine(Folder, "registry.yaml"), "--check");

        Assert.That(exitCode, Is.Zero, errors);
        Assert.That(output, Does.Contain("log-format: json"));
    }

    [Test]
    public async Task Systemd_finds_nothing_wrong_with_the_unit()
    {
        using var folder = new TemporaryFolder();
        var unit = folder.File("cartel-registry.service");
        // It looks for the program too.
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "cartel-registry.service"));
        await File.WriteAllTextAsync(unit, text.Replace("/opt/cartel/registry/cartel-registry", "/bin/true", StringComparison.Ordinal));

        var (exitCode, output) = await RunAsync("systemd-analyze", "verify", unit);

        Assert.That((exitCode, output.Trim()), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task Systemd_rates_the_unit_as_hardly_exposed()
    {
        var (_, output) = await RunAsync("systemd-analyze", "security", "--offline=true", "--no-pager", Path.Combine(Folder, "cartel-registry.service"));

        // 0 is a service that may do nothing, 10 one that runs as root unhindered; below 2 is "OK".
        var exposure = Exposure().Match(output);
        Assert.That(exposure.Success, Is.True, output);
        Assert.That(double.Parse(exposure.Groups[1].Value, CultureInfo.InvariantCulture), Is.LessThan(2));
    }

    [Test]
    public async Task Nginx_takes_the_example()
    {
        using var folder = new TemporaryFolder();
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "nginx.conf"));
        await WriteCertificateAsync(folder);
        await File.WriteAllTextAsync(folder.File("nginx.conf"), $"pid {folder.File("pid")};\n" + text.Replace("/etc/cartel/tls", folder.Path, StringComparison.Ordinal));

        var (exitCode, output) = await RunAsync("nginx", "-t", "-p", folder.Path, "-c", folder.File("nginx.conf"));

        Assert.That(exitCode, Is.Zero, output);
    }

    private static async Task WriteCertificateAsync(TemporaryFolder folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=registry.example.org", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(start, start.AddYears(20));
        await File.WriteAllTextAsync(folder.File("registry.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(folder.File("registry.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            Assert.Ignore($"{program} is not installed here");
            throw;
        }
    }

    [GeneratedRegex(@"Overall exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Exposure();
}
