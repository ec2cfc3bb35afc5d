using System.CommandLine;
using System.Text.Json.Serialization;
using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary><c>devices</c>: lists the devices of this machine, and why a device is missing.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        Option<bool> measure = new("--measure")
        {
            Description = "Measure copying and a convolution on each device; in GB/s and GFLOP/s; takes some seconds.",
        };
        Option<bool> warmUp = new("--warm-up")
        {
            Description = "Compile and test the usual kernels on each GPU; those that most networks use.",
        };
        FigureOptions figures = new();
        Command command = new(
            "devices",
            """
            List the devices of this machine, and why a device is missing.

            Examples:
              miniconvviz devices
              miniconvviz devices --measure
              miniconvviz devices --warm-up
              miniconvviz devices --json
            """)
        {
            measure,
            warmUp,
        };
        figures.AddTo(command);
        command.SetAction(words =>
        {
            List<string> failures = [];
            IReadOnlyList<DeviceInfo> devices = ProgressDisplay.Run("looking for devices", DeviceInfo.FindAll);
            devices =
            [
                .. devices.Select(device => ProgressDisplay.Run(
                    $"examining {device.Name}",
                    () => Examine(device, words.GetValue(warmUp), words.GetValue(measure), failures))),
            ];
            figures.Print(
                words,
                devices,
                DevicesJson.Default.IReadOnlyListDeviceInfo,
                isWide => DevicesTable.Print(devices, isWide));
            return failures.Count > 0 ? CommandLine.Fail([.. failures])
                : devices.Any(device => device.WarmedUp?.Fault is not null) ? ExitCode.NumbersDiffer
                : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Measures or tests one device; its failure is collected, so that the others are still listed.</summary>
    private static DeviceInfo Examine(DeviceInfo device, bool warmUp, bool measure, List<string> failures)
    {
        try
        {
            device = warmUp ? device.WarmUp() : device;
            return measure ? device.Measure() : device;
        }
        catch (DeviceException problem)
        {
            failures.Add($"{device.Name}: {problem.Message}");
            return device;
        }
    }
}

/// <summary>Writes the list without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<DeviceInfo>))]
internal sealed partial class DevicesJson : JsonSerializerContext;
