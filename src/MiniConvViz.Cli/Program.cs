using MiniConvViz.Cli;

return CommandLine.Run(args);
