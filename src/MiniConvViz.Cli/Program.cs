using System.Runtime.InteropServices;
using MiniConvViz.Cli;
using MiniConvViz.Execution;

// SIGXFSZ, for a file that may not grow (ulimit -f): with the signal cancelled, the write fails with an
// exception, which becomes a line on stderr, and the process does not end.
const int FileSizeExceeded = 25;
using PosixSignalRegistration? signal = OperatingSystem.IsWindows()
    ? null
    : PosixSignalRegistration.Create((PosixSignal)FileSizeExceeded, context => context.Cancel = true);

return CommandLine.Run(args, Device.Find);
