namespace MiniConvViz.Tests;

/// <summary>
/// What a test needs beyond .NET: <c>pytorch</c>, <c>opencl</c>, <c>cuda</c>, <c>chromium</c>, <c>mounts</c>,
/// <c>shared</c>, <c>trained</c>. Where it is missing the test is skipped with the reason, unless the environment
/// variable MINICONVVIZ_REQUIRE lists it (<c>MINICONVVIZ_REQUIRE=pytorch,opencl</c>): then the test fails.
/// </summary>
internal static class Requirement
{
    private const string Variable = "MINICONVVIZ_REQUIRE";

    /// <summary>Whether a missing component is a failure here.</summary>
    public static bool IsRequired(string component) =>
        (Environment.GetEnvironmentVariable(Variable) ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Contains(component, StringComparer.OrdinalIgnoreCase);

    /// <summary>Ends the test: skipped with the reason, or failed where the component is required.</summary>
    public static void Missing(string component, string reason)
    {
        if (IsRequired(component))
        {
            Assert.Fail($"{Variable} lists {component}, but {reason}.");
        }

        Assert.Ignore($"needs {component}: {reason}.");
    }
}
