using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cartel.Protocol;
using Cartel.Registry.Broker;
using Cartel.Registry.Hosting;
using Cartel.Registry.Store;

namespace Cartel.Registry.Security;

/// <summary><c>cartel-registry token</c>: makes, lists and revokes tokens, directly in the store.</summary>
/// <remarks>Whoever may write the store's files, or reach its Redis, is trusted with everything anyway: so this is how the first admin
/// gets a token. The registry may run meanwhile.</remarks>
internal static class TokenCommand
{
    private const string CommandLine = "command line";
    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    public static Command Create()
    {
        var place = new Place();
        return new Command("token", """
            Make, list and revoke tokens, directly in the registry's store; the registry may run meanwhile.

            Examples:
              cartel-registry token create --namespace default --expires 1h     an agent may enrol once
              cartel-registry token create --role admin                         a person's or a script's API token
            """) { CreateCreate(place), CreateList(place), CreateRevoke(place) };
    }

    private static Command CreateCreate(Place place)
    {
        var role = new Option<Role?>("--role") { Description = "Make an API token with this role: reader, operator or admin. Without it: an enrolment token" };
        var expires = new Option<TimeSpan?>("--expires")
        {
            Description = "For how long it is good, such as 30m, 12h or 90d; by default 1h, API tokens 90d",
            HelpName = "TIME",
            CustomParser = static result => LongTimes.Parse(result.Tokens[0].Value, result.AddError),
        };
        var uses = new Option<int?>("--uses") { Description = "How many agents may enrol with it; by default 1" };
        var agent = new Option<string?>("--agent") { Description = "The name that may enrol with it, or the beginning of names and *; by default any", HelpName = "NAME" };
        var description = new Option<string?>("--description") { Description = "Whom an API token is for" };
        var command = new Command("create", "Make a token and write it to standard output: it is told once.") { role, expires, uses, agent, description };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(parsed, store =>
        {
            var seconds = parsed.GetValue(expires) is { } time ? (int?)time.TotalSeconds : null;
            return parsed.GetValue(role) is { } given
                ? CreateApiTokenAsync(new ApiTokenOrder(given, place.NamespaceOf(parsed), seconds, parsed.GetValue(description)), store, cancellation)
                : CreateEnrollmentTokenAsync(
                    place.NamespaceOf(parsed) ?? Names.DefaultNamespace, new EnrollmentTokenOrder(seconds, parsed.GetValue(uses), parsed.GetValue(agent)), store, cancellation);
        }));
        return command;
    }

    private static Command CreateList(Place place)
    {
        var command = new Command("list", "List API tokens and a namespace's enrolment tokens, one JSON object a line, without the tokens themselves.");
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(parsed, async store =>
        {
            foreach (var token in await store.ApiTokensAsync(TimeProvider.System.GetUtcNow(), cancellation))
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(TokenRules.View(token), CartelJson.Default.ApiTokenView));
            foreach (var token in await store.EnrollmentTokensAsync(place.NamespaceOf(parsed) ?? Names.DefaultNamespace, TimeProvider.System.GetUtcNow(), cancellation))
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(TokenRules.View(token), CartelJson.Default.EnrollmentTokenView));
            return Done;
        }));
        return command;
    }

    private static Command CreateRevoke(Place place)
    {
        var id = new Argument<string>("ID") { Description = "The token's id, as list shows it" };
        var command = new Command("revoke", "Revoke a token: within a second it is refused.") { id };
        place.AddTo(command);
        command.SetAction((parsed, cancellation) => place.RunAsync(
            parsed, store => RevokeAsync(place.NamespaceOf(parsed) ?? Names.DefaultNamespace, parsed.GetRequiredValue(id), store, cancellation)));
        return command;
    }

    private static async Task<int> CreateApiTokenAsync(ApiTokenOrder order, IIdentityStore store, CancellationToken cancellation)
    {
        if (TokenRules.Check(order) is { } flaw) return await MisusedAsync(flaw);

        var secret = Secrets.New(Secrets.ApiPrefix);
        var hash = Secrets.HashOf(secret);
        var token = TokenRules.Make(order, hash, CommandLine, TimeProvider.System.GetUtcNow());
        await store.AddApiTokenAsync(hash, token, cancellation);
        await NoteAsync(order.Namespace ?? "", $"API token {token.Id} created", store, cancellation);
        return await TellAsync(secret, string.Create(CultureInfo.InvariantCulture, $"API token {token.Id}, {order.Role}, good until {token.ExpiresAt:u}"));
    }

    private static async Task<int> CreateEnrollmentTokenAsync(string ns, EnrollmentTokenOrder order, IIdentityStore store, CancellationToken cancellation)
    {
        if (!Names.IsValid(ns)) return await MisusedAsync(Refusals.InvalidName.Because($"--namespace is due to be a name: {Names.Rule}"));
        if (TokenRules.Check(order) is { } flaw) return await MisusedAsync(flaw);

        var secret = Secrets.New(Secrets.EnrollmentPrefix);
        var hash = Secrets.HashOf(secret);
        var token = TokenRules.Make(order, hash, CommandLine, TimeProvider.System.GetUtcNow());
        await store.AddEnrollmentTokenAsync(ns, hash, token, cancellation);
        await NoteAsync(ns, $"enrolment token {token.Id} created", store, cancellation);
        return await TellAsync(secret, string.Create(CultureInfo.InvariantCulture, $"Enrolment token {token.Id}, {token.Uses} uses, good until {token.ExpiresAt:u}"));
    }

    private static async Task<int> RevokeAsync(string ns, string id, IIdentityStore store, CancellationToken cancellation)
    {
        var api = (await store.ApiTokensAsync(TimeProvider.System.GetUtcNow(), cancellation)).FirstOrDefault(stored => stored.Token.Id == id);
        var enrollment = (await store.EnrollmentTokensAsync(ns, TimeProvider.System.GetUtcNow(), cancellation)).FirstOrDefault(stored => stored.Token.Id == id);
        var revoked = (api is not null && await store.RemoveApiTokenAsync(api.Hash, cancellation))
            || (enrollment is not null && await store.RemoveEnrollmentTokenAsync(ns, enrollment.Hash, cancellation));
        if (!revoked)
        {
            await Console.Error.WriteLineAsync($"There is no API token “{id}”, and no such enrolment token in the namespace “{ns}”.");
            return Failed;
        }

        await NoteAsync(ns, $"token {id} revoked", store, cancellation);
        return Done;
    }

    private static Task NoteAsync(string ns, string what, IIdentityStore store, CancellationToken cancellation) =>
        store.AuditAsync(ns, new AuditEntry(0, TimeProvider.System.GetUtcNow(), CommandLine, Environment.UserName, what, StatusCodes.Status200OK), cancellation);

    // The token alone on standard output: TOKEN=$(cartel-registry token create …).
    private static async Task<int> TellAsync(string secret, string about)
    {
        await Console.Error.WriteLineAsync(about);
        await Console.Out.WriteLineAsync(secret);
        return Done;
    }

    private static async Task<int> MisusedAsync(Refusal flaw)
    {
        await Console.Error.WriteLineAsync(flaw.Detail);
        return Misused;
    }

    /// <summary>Which store, and which namespace of it.</summary>
    private sealed class Place
    {
        private static readonly RegistryOptions Defaults = new();

        private readonly Option<string> _redis = new("--redis") { Description = "Redis, where the registry keeps its metadata there", HelpName = "HOST:PORT" };
        private readonly Option<string> _data = new("--data") { Description = "The registry's folder", HelpName = "FOLDER", DefaultValueFactory = static _ => Defaults.Data };
        private readonly Option<string> _namespace = new("--namespace") { Description = "The namespace; by default “default”, for API tokens all", HelpName = "NAME" };

        public void AddTo(Command command)
        {
            command.Options.Add(_redis);
            command.Options.Add(_data);
            command.Options.Add(_namespace);
        }

        public string? NamespaceOf(ParseResult parsed) => parsed.GetValue(_namespace);

        public async Task<int> RunAsync(ParseResult parsed, Func<IIdentityStore, Task<int>> work)
        {
            try
            {
                await using var store = await OpenAsync(parsed);
                return await work(store);
            }
            catch (ArgumentException misuse)
            {
                await Console.Error.WriteLineAsync(misuse.Message);
                return Misused;
            }
            catch (Exception failure) when (failure is StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(failure.Message);
                return Failed;
            }
        }

        private async Task<IIdentityStore> OpenAsync(ParseResult parsed)
        {
            if (parsed.GetValue(_redis) is not { } redis)
                return new EmbeddedIdentities(Path.Combine(Path.GetFullPath(parsed.GetRequiredValue(_data)), EmbeddedIdentities.FileName));

            await RedisDoor.CheckAsync(RedisAddress.Parse(redis), TimeProvider.System, CancellationToken.None);
            return new RedisIdentities(new RedisConnection(redis, TimeProvider.System));
        }
    }
}
