using System.Text.RegularExpressions;

namespace MiniConvViz.Cli.Tests;

/// <summary>Runs the program in a terminal of a given width, made with Python's pty.</summary>
internal static partial class PseudoTerminal
{
    /// <summary>Runs a program and prints its output to the terminal, stdout and stderr together.</summary>
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

    /// <summary>
    /// Presses Ctrl-C once a text is printed, and optionally again half a second later. Prints, before the output,
    /// whether the program was alive in between, whether the cursor is shown at the end, and the exit code, or minus the
    /// signal that ended it.
    /// </summary>
    private const string CtrlC =
        """
        import os, pty, select, signal, sys, time
        awaited, presses, folder, command = sys.argv[1].encode(), int(sys.argv[2]), sys.argv[3], sys.argv[4:]
        process, terminal = pty.fork()
        if process == 0:
            os.environ["TERM"] = "xterm"
            os.chdir(folder)
            os.execvp(command[0], command)
        seen, start, pressed, alive = b"", time.time(), [], "never pressed"
        while time.time() - start < 90:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    part = os.read(terminal, 65536)
                except OSError:
                    break
                if not part:
                    break
                seen += part
            due = not pressed or time.time() - pressed[-1] > 0.5
            if awaited in seen and len(pressed) < presses and due:
                os.write(terminal, b"\x03")
                pressed.append(time.time())
                alive = "alive"
        waited = time.time() - pressed[-1] if pressed else 0
        os.kill(process, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        shown = "shown" if seen.rfind(b"\x1b[?25h") > seen.rfind(b"\x1b[?25l") else "hidden"
        late = "" if presses == 1 or waited < 1.5 else f", after {waited} s"
        print(alive if len(pressed) == presses else "gone after one", shown, f"{status}{late}", sep=", ")
        sys.stdout.flush()
        sys.stdout.buffer.write(seen)
        """;

    /// <summary>
    /// The end of <c>miniconvviz</c> when it is interrupted in a terminal, "alive, shown, 130", and its output.
    /// </summary>
    public static (string End, string Text) PressCtrlC(
        string awaited, int presses, string folder, params IEnumerable<string> arguments)
    {
        string printed = SystemPython.RunPlain(
            CtrlC,
            [awaited, $"{presses}", folder, "dotnet", .. CliProcess.CommandOf(CliProcess.Folder, arguments)]);
        string[] parts = ControlSequence().Replace(printed, "").ReplaceLineEndings("\n").Split('\n', 2);
        return (parts[0], parts[1]);
    }

    [GeneratedRegex(@"\x1b(\[[0-9;?]*[a-zA-Z]|[=>])")]
    private static partial Regex ControlSequence();
}
