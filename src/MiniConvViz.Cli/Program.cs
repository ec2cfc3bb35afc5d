using MiniConvViz.Cli;
using MiniConvViz.Execution;

return CommandLine.Run(args, Device.Find);
