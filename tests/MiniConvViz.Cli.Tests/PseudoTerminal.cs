using System.Text.RegularExpressions;

namespace MiniConvViz.Cli.Tests;

/// <summary>The program in a terminal of a given width, which Python's pty provides.</summary>
internal static partial class PseudoTerminal
{
    /// <summary>Runs a program and prints what it wrote to its terminal, stdout and stderr in one.</summary>
    private const string Script =
        """
        import fcntl, os, pty, struct, sys, termios
        process, terminal = pty.fork()
        if process == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, int(sys.argv[1]), 0, 0))
            os.environ["TERM"] = "xterm"
            os.chdir(sys.argv[2])
            os.execvp(sys.argv[3], sys.argv[3:])
        while True:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                break
            if not part:
                break
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
        """;

    /// <summary>
    /// The lines that <c>miniconvviz</c> wrote, without colours. Skips the test where there is no Python, and fails it
    /// where the exit code is not 0.
    /// </summary>
    public static string[] Run(int width, string folder, params IEnumerable<string> arguments)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("needs a pseudo-terminal, which Windows has not.");
        }

        string output = SystemPython.RunPlain(
            Script, [$"{width}", folder, "dotnet", .. CliProcess.CommandOf(CliProcess.Folder, arguments)]);
        return ControlSequence().Replace(output, "").ReplaceLineEndings("\n").Split('\n');
    }

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[a-zA-Z]|[=>])")]
    private static partial Regex ControlSequence();
}
