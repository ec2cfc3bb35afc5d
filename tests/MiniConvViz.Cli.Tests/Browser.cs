using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>Headless Chromium: opens a page and returns its document and its requests.</summary>
internal static class Browser
{
    private const string Program = "/usr/bin/chromium";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Skips the test where there is no Chromium.</summary>
    public static void Require()
    {
        if (!File.Exists(Program))
        {
            Requirement.Missing("chromium", $"{Program} is not installed");
        }
    }

    /// <summary>Opens a page and waits until it is loaded.</summary>
    /// <param name="page">The file.</param>
    /// <param name="scratch">A folder for the browser's own files.</param>
    /// <returns>The document after loading, and every address that the page requested.</returns>
    public static (string Document, IReadOnlyList<string> Requests) Open(string page, string scratch)
    {
        string log = Path.Combine(scratch, "network.json");
        ProcessOutcome outcome = ChildProcess.Run(
            Program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                "--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files",
                $"--user-data-dir={Path.Combine(scratch, "profile")}", $"--log-net-log={log}", "--dump-dom",
                new Uri(page).AbsoluteUri,
            ],
            scratch,
            Limit);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        return (outcome.Output, RequestsIn(log));
    }

    /// <summary>A page's requests carry its origin ("null" for a file); the browser's say "not an origin".</summary>
    private static string[] RequestsIn(string log)
    {
        using JsonDocument events = JsonDocument.Parse(File.ReadAllBytes(log));
        return
        [
            .. events.RootElement.GetProperty("events").EnumerateArray()
                .Select(entry => entry.TryGetProperty("params", out JsonElement parameters) ? parameters : default)
                .Where(parameters => parameters.ValueKind == JsonValueKind.Object
                    && parameters.TryGetProperty("url", out _)
                    && parameters.TryGetProperty("initiator", out JsonElement initiator)
                    && initiator.GetString() != "not an origin")
                .Select(parameters => parameters.GetProperty("url").GetString()!),
        ];
    }
}
