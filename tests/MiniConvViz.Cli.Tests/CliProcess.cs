namespace MiniConvViz.Cli.Tests;

/// <summary>
/// Runs the program that was built beside the tests. A plain test run calls its entry point in the tests' own process,
/// where a command takes milliseconds instead of half a second; where MINICONVVIZ_REQUIRE lists <c>processes</c>, as in
/// CI, every command is a process. What depends on a process (signals, pipes, limits, crashes) is always one.
/// </summary>
internal static class CliProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The folder that holds the program, its libraries and the bundled models.</summary>
    public static string Folder => AppContext.BaseDirectory;

    /// <summary>Verdicts on devices are stored in the tests' folder, not in the user's data.</summary>
    private static string UserData => Directory.CreateDirectory(Path.Combine(Folder, "user-data")).FullName;

    /// <summary>Runs <c>miniconvviz</c> with these arguments in a folder.</summary>
    public static ProcessOutcome RunIn(string folder, params IEnumerable<string> arguments) =>
        Requirement.IsRequired("processes")
            ? StartIn(folder, arguments)
            : OwnProcess.RunIn(folder, UserData, [.. arguments]);

    /// <summary>Runs it as a process in any case.</summary>
    public static ProcessOutcome StartIn(string folder, params IEnumerable<string> arguments) =>
        ChildProcess.Run("dotnet", CommandOf(Folder, arguments), folder, Limit, UserData);

    /// <summary>Runs a copy of the program.</summary>
    public static ProcessOutcome RunCopy(string programFolder, string folder, params IEnumerable<string> arguments) =>
        ChildProcess.Run("dotnet", CommandOf(programFolder, arguments), folder, Limit, UserData);

    /// <summary>The arguments of <c>dotnet</c>.</summary>
    public static IEnumerable<string> CommandOf(string programFolder, IEnumerable<string> arguments) =>
        [Path.Combine(programFolder, "MiniConvViz.Cli.dll"), .. arguments];
}
