using MiniConvViz.Fuzz.Running;

return CommandLine.Create().Parse(args).Invoke();
