using System.Net.Http.Headers;
using System.Net.Http.Json;
using Cartel.Protocol;
using Cartel.Registry.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Cartel.EndToEnd.Tests.Dashboard;

/// <summary>A registry that wants to know who looks.</summary>
[TestFixture]
public sealed class SignInTests
{
    private string _data = null!;
    private WebApplication _registry = null!;
    private HttpClient _admin = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _data = Directory.CreateTempSubdirectory("cartel-sign-in-").FullName;
        var admin = await TokenOfCommandLineAsync();
        _registry = RegistryApplication.Build(new RegistryOptions { Port = 0, Data = _data, Auth = true });
        await _registry.StartAsync();
        _admin = new HttpClient { BaseAddress = new Uri(_registry.Urls.First()) };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);
        await new RegistryClient(_admin).PutTaskAsync(PretendFleet.TaskOf("guarded"));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _admin?.Dispose();
        if (_registry is not null) await _registry.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Test]
    public async Task A_reader_signs_in_sees_only_what_readers_may_and_comes_back_after_the_token_ends()
    {
        var (id, token) = await TokenAsync(Role.Reader);
        await using var open = await Stage.Browser.OpenAsync($"{_admin.BaseAddress}?page=tasks&task=guarded", 1280, 900);

        await Expect(open.Page.Locator(".sign-in")).ToContainTextAsync("This registry wants to know who you are.");
        Assert.That(open.Complaints, Is.Empty, "it asks who it is before it asks for anything else");
        await SignInAsync(open, "cartel_api_wrong");
        await Expect(open.Page.Locator(".answer")).Not.ToBeEmptyAsync();
        await SignInAsync(open, token);
        await Expect(open.Heading).ToHaveTextAsync("Tasks");
        await Expect(open.Row("task", "guarded")).ToBeVisibleAsync();
        await Expect(open.Connection).ToContainTextAsync("live");
        await Expect(open.Page.GetByRole(AriaRole.Link, new() { Name = "System" })).ToBeVisibleAsync();
        await Expect(open.Page.GetByRole(AriaRole.Link, new() { Name = "Enrolment" })).ToHaveCountAsync(0);

        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Parts" }).ClickAsync();
        await Expect(open.Page.Locator("main")).ToContainTextAsync("An operator may recall parts.");

        (await _admin.DeleteAsync($"/api/v1/api-tokens/{id}")).EnsureSuccessStatusCode();
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "System" }).ClickAsync();
        await Expect(open.Page.Locator(".sign-in")).ToContainTextAsync("Your token is not good any more.");

        await SignInAsync(open, (await TokenAsync(Role.Operator)).Token);
        await Expect(open.Heading).ToHaveTextAsync("System");
        await Expect(open.Page.Locator(".who")).ToContainTextAsync("operator");
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Enrolment" }).ClickAsync();
        await Expect(open.Page.Locator(".empty").First).ToContainTextAsync("./cartel registry token create");

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(open.Page.Locator(".sign-in")).ToBeVisibleAsync();
        Assert.That(await open.Page.EvaluateAsync<int>("sessionStorage.length"), Is.Zero);
    }

    [Test]
    public async Task An_admin_sees_the_tokens_and_the_audit_log()
    {
        var (id, token) = await TokenAsync(Role.Admin);
        await using var open = await Stage.Browser.OpenAsync($"{_admin.BaseAddress}?page=system", 1280, 900);

        await SignInAsync(open, token);

        await Expect(open.Row("token", id)).ToContainTextAsync("admin");
        await Expect(open.Page.Locator("main")).ToContainTextAsync("PUT /api/v1/namespaces/default/tasks/guarded");
    }

    private static async Task SignInAsync(OpenPage open, string token)
    {
        await open.Page.GetByLabel("API token").FillAsync(token);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private async Task<(string Id, string Token)> TokenAsync(Role role)
    {
        using var made = await _admin.PostAsync("/api/v1/api-tokens", JsonContent.Create(new ApiTokenOrder(role), CartelJson.Default.ApiTokenOrder));
        var view = (await made.Content.ReadFromJsonAsync(CartelJson.Default.ApiTokenView))!;
        return (view.Id, view.Token!);
    }

    private async Task<string> TokenOfCommandLineAsync()
    {
        using var program = CartelProgram.Start("cartel-registry.dll", _data, "token", "create", "--role", "admin", "--data", _data);
        Assert.That(await program.EndAsync(TimeSpan.FromMinutes(1)), Is.Zero, program.Errors);
        return program.Output.Trim();
    }
}
