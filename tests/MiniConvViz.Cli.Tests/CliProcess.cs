namespace MiniConvViz.Cli.Tests;

/// <summary>The program as its users start it: a process of its own, the build that lies beside the tests.</summary>
internal static class CliProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The folder that holds the program, its libraries and the bundled models.</summary>
    public static string Folder => AppContext.BaseDirectory;

    /// <summary>What devices were found to be is remembered beside the tests, not with their user's own.</summary>
    private static string UserData => Directory.CreateDirectory(Path.Combine(Folder, "user-data")).FullName;

    /// <summary>Runs <c>miniconvviz</c> with these arguments in a folder.</summary>
    public static ProcessOutcome RunIn(string folder, params IEnumerable<string> arguments) =>
        ChildProcess.Run("dotnet", CommandOf(Folder, arguments), folder, Limit, UserData);

    /// <summary>Runs a copy of the program.</summary>
    public static ProcessOutcome RunCopy(string programFolder, string folder, params IEnumerable<string> arguments) =>
        ChildProcess.Run("dotnet", CommandOf(programFolder, arguments), folder, Limit, UserData);

    /// <summary>What to give to <c>dotnet</c>.</summary>
    public static IEnumerable<string> CommandOf(string programFolder, IEnumerable<string> arguments) =>
        [Path.Combine(programFolder, "MiniConvViz.Cli.dll"), .. arguments];
}
