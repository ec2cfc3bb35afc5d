using System.Runtime.InteropServices;
using MiniConvViz.Cli;
using MiniConvViz.Execution;

// A file that may not grow (ulimit -f): the write then fails, with a line on stderr, instead of ending the process.
const int FileSizeExceeded = 25;
using PosixSignalRegistration? signal = OperatingSystem.IsWindows()
    ? null
    : PosixSignalRegistration.Create((PosixSignal)FileSizeExceeded, context => context.Cancel = true);

return CommandLine.Run(args, Device.Find);
