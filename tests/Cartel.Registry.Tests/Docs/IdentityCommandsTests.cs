using System.Text.RegularExpressions;
using Cartel.Protocol;
using Cartel.Registry.Tests.Security;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Docs;

/// <summary>What <c>docs/protocol.md</c> says of identities is so.</summary>
internal sealed partial class IdentityCommandsTests : SecureRegistryTest
{
    [Test]
    public async Task Its_commands_run_one_after_another()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "protocol.md"));
        var commands = string.Join('\n', Blocks().Matches(page).Select(block => block.Groups[1].Value));

        var (exitCode, output, errors) = await Shell.RunAsync(
            "bash", ["-euo", "pipefail", "-c", commands], Repository.Root, ("CARTEL", Registry.Address.GetLeftPart(UriPartial.Authority)), ("ADMIN", await TokenAsync(Role.Admin, null)));

        Assert.That(exitCode, Is.Zero, $"{output}\n{errors}");
        Assert.That(output, Does.Contain("'agent': 'gateway-7'").And.Contain("DELETE /api/v1/namespaces/default/identities/gateway-7"));
        Assert.That((await AdminClient.IdentityAsync("gateway-7")).Keys, Has.Count.EqualTo(2).And.All.Property("RevokedAt").Not.Null);
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
