using System.CommandLine;
using Cartel.Protocol;

namespace Cartel.Agent;

/// <summary><c>cartel-agent enroll</c> and <c>rotate-key</c>: the agent's identity.</summary>
internal static class EnrollCommand
{
    /// <summary>The environment variable that an enrolment token may come in: other users see a command line.</summary>
    private const string TokenVariable = "CARTEL_ENROLLMENT_TOKEN";

    public static Command CreateEnroll()
    {
        var place = new Place();
        var token = new Option<string?>("--token") { Description = $"The enrolment token; or in the environment variable {TokenVariable}." };
        var command = new Command("enroll", """
            Make the agent's key, and have the registry bind it to the agent's name. The key stays in the state folder.
            Repeating it after a failure does no harm. A running agent is let in by itself.

            Example:
              cartel-agent enroll --registry https://registry.example:5080 --name gateway-7 --token cartel_enroll_…
            """) { token };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(parsed, async (files, http) =>
        {
            var secret = parsed.GetValue(token) ?? Environment.GetEnvironmentVariable(TokenVariable);
            if (string.IsNullOrEmpty(secret)) throw new InvalidDataException($"an enrolment token is due: --token, or {TokenVariable}");

            using var credential = files.LoadOrCreate(place.NamespaceOf(parsed), place.NameOf(parsed));
            if (place.AuthorityOf(parsed) is { } authority) files.KeepAuthority(authority);
            using var client = new HttpClient(http) { BaseAddress = place.RegistryOf(parsed) };
            var receipt = await new RegistryClient(client, credential.Namespace)
                .EnrollAsync(new EnrollmentRequest(secret, credential.Agent, credential.PublicKey), cancellation);
            return $"Enrolled as {receipt.Namespace}/{receipt.Agent} with the key {receipt.KeyId}, which lies in {files.KeyFile}";
        }));
        return command;
    }

    public static Command CreateRotate()
    {
        var place = new Place();
        var overlap = new Option<int?>("--overlap") { Description = "How many seconds the former key stays valid; by default a day.", HelpName = "SECONDS" };
        var command = new Command("rotate-key", """
            Make a new key, have the registry add it to the agent's identity, and use it from now on. Repeating it after a failure
            does no harm. A running agent takes it by itself; it also renews its key itself, see “run --rotate-key-after”.

            Example:
              cartel-agent rotate-key --registry https://registry.example:5080 --name gateway-7
            """) { overlap };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(parsed, async (files, http) =>
        {
            using var credential = files.Load(place.NamespaceOf(parsed), place.NameOf(parsed))
                ?? throw new InvalidDataException($"{files.KeyFile} is not there: enrol first");
            using var next = files.LoadOrCreateNext(credential.Namespace, credential.Agent);
            using var client = new HttpClient(new SigningHandler(credential, TimeProvider.System, http)) { BaseAddress = place.RegistryOf(parsed) };
            await new RegistryClient(client, credential.Namespace).RotateKeyAsync(credential.Agent, new KeyRotation(next.PublicKey, parsed.GetValue(overlap)), cancellation);
            files.TakeNext();
            return $"The key of {credential.Namespace}/{credential.Agent} is now {next.KeyId}";
        }));
        return command;
    }

    /// <summary>Whose identity, at which registry, in which folder.</summary>
    private sealed class Place
    {
        private readonly Option<Uri> _registry = new("--registry")
        {
            Description = "The registry's address.",
            Required = true,
            CustomParser = static result => Addresses.Parse(result)!,
        };

        private readonly Option<string> _name = new("--name") { Description = $"The agent's name: {Names.Rule}.", Required = true };
        private readonly Option<string> _namespace = new("--namespace") { Description = "The namespace; by default “default”.", DefaultValueFactory = static _ => Names.DefaultNamespace };
        private readonly Option<string?> _state = new("--state") { Description = "The agent's folder; by default .cartel/agents/NAME." };
        private readonly Option<string?> _authority = new("--ca") { Description = "The certificates of the only authorities to trust (PEM); kept in the folder.", HelpName = "FILE" };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[_registry, _name, _namespace, _state, _authority]) command.Options.Add(option);
            NameOption.Named(_name);
            NameOption.Named(_namespace);
        }

        public Uri RegistryOf(ParseResult parsed) => parsed.GetRequiredValue(_registry);

        public string NameOf(ParseResult parsed) => parsed.GetRequiredValue(_name);

        public string NamespaceOf(ParseResult parsed) => parsed.GetRequiredValue(_namespace);

        public string? AuthorityOf(ParseResult parsed) => parsed.GetValue(_authority);

        /// <returns>The exit code: 0 done, 1 failed, 2 misused.</returns>
        public async Task<int> RunAsync(ParseResult parsed, Func<IdentityFiles, HttpMessageHandler, Task<string>> work)
        {
            var files = new IdentityFiles(parsed.GetValue(_state) ?? Path.Combine(".cartel", "agents", NameOf(parsed)));
            try
            {
                using var http = Watched.Connections(AuthorityOf(parsed) ?? files.AuthorityFile);
                await Console.Out.WriteLineAsync(await work(files, http));
                return 0;
            }
            catch (InvalidDataException misuse)
            {
                await Console.Error.WriteLineAsync(misuse.Message);
                return 2;
            }
            catch (Exception failure) when (failure is RegistryException or RegistryUnavailableException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(failure.Message);
                return 1;
            }
        }
    }
}
