using System.Text.Json;

namespace MiniConvViz.Cli.Tests;

/// <summary>How a process ended and what it printed.</summary>
internal sealed record ProcessOutcome(int ExitCode, string Output, string Error)
{
    /// <summary>The exit code is 0 and nothing went to stderr.</summary>
    public ProcessOutcome Succeeded()
    {
        Assert.That(Error, Is.Empty);
        Assert.That(ExitCode, Is.Zero, Output);
        return this;
    }

    /// <summary>That exit code, one line on stderr that contains all of these, no stack trace, no stdout.</summary>
    public void IsRefused(int exitCode, params ReadOnlySpan<string> told)
    {
        Assert.That(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1), Error);
        Assert.That(Error, Does.StartWith("miniconvviz: ").And.EndsWith(Environment.NewLine));
        Assert.That(Error, Does.Not.Contain("   at ").And.Not.Contain("System.").And.Not.Contain("(Parameter '"));
        foreach (string part in told)
        {
            Assert.That(Error, Does.Contain(part));
        }

        Assert.That(Output, Is.Empty);
        Assert.That(ExitCode, Is.EqualTo(exitCode), Error);
    }

    /// <summary>Its output, as JSON.</summary>
    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Output);
}
