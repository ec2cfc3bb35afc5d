using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniConvViz.Execution;
using Spectre.Console;

namespace MiniConvViz.Cli;

/// <summary><c>devices</c>: what this machine can run networks on, and why a device is missing.</summary>
internal static class DevicesCommand
{
    public static Command Create()
    {
        Option<bool> measure = new("--measure")
        {
            Description = "Measure copying (GB/s) and a convolution (GFLOP/s) on each; takes some seconds.",
        };
        Option<bool> warmUp = new("--warm-up")
        {
            Description = "Let each GPU compile the kernels that most networks use, and test what they compute.",
        };
        Option<bool> json = new("--json") { Description = "Print JSON for programs." };
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
            json,
        };
        command.SetAction(words =>
        {
            List<string> failures = [];
            IReadOnlyList<DeviceInfo> devices = [.. DeviceInfo.FindAll()
                .Select(device => Examine(device, words.GetValue(warmUp), words.GetValue(measure), failures))];
            if (words.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(devices, DevicesJson.Default.IReadOnlyListDeviceInfo));
            }
            else
            {
                Print(devices);
            }

            return failures.Count > 0 ? CommandLine.Fail([.. failures])
                : devices.Any(device => device.WarmedUp?.Fault is not null) ? ExitCode.NumbersDiffer
                : ExitCode.Done;
        });
        return command;
    }

    /// <summary>What was asked for of one device; what it fails at is no reason not to tell of the others.</summary>
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

    private static void Print(IReadOnlyList<DeviceInfo> devices)
    {
        Table table = ConsoleTable.Create("device", "hardware", "memory", "version", "driver", "");
        foreach (DeviceInfo device in devices)
        {
            table.AddRow(
                ConsoleTable.Cell(device.Name),
                device.IsMissing ? "-" : ConsoleTable.Cell(device.Hardware),
                device.MemoryBytes > 0 ? $"{device.MemoryBytes / (double)(1L << 30):F1} GiB" : "",
                ConsoleTable.Cell(device.Version),
                ConsoleTable.Cell(device.Driver),
                device.IsMissing ? "missing"
                    : device.Problem is not null ? "cannot be used"
                    : device.Fault is not null ? "fails its self-test"
                    : device.IsAuto ? "taken by auto"
                    : device.IsProcessor ? "is this machine's CPU"
                    : "");
        }

        ConsoleTable.Write(table);
        if (devices.Any(device => device.Measured is not null))
        {
            PrintMeasured(devices);
        }

        foreach (DeviceInfo device in devices)
        {
            if (device.WarmedUp is DeviceWarmUp first)
            {
                Terminal.Line(
                    $"{device.Name}: {first.Kernels} kernels compiled in {first.CompileTime.TotalSeconds:F1} s; "
                    + $"self-test: {first.Fault ?? "passed"}.");
            }
            else if (device.Fault is not null)
            {
                Terminal.Line($"{device.Name}: the self-test found wrong numbers: {device.Fault}.");
            }

            PrintRemarks(device);
        }
    }

    private static void PrintRemarks(DeviceInfo device)
    {
        foreach (ExcludedForm form in device.Excluded)
        {
            Terminal.Line($"{device.Name}: the self-test excluded {form}.");
        }

        if (device.StartSeconds is double start)
        {
            Terminal.Line(
                $"{device.Name}: takes {start:F2} s to start; auto takes cpu for what that computes in less.");
        }

        if (device.Problem is not null)
        {
            Terminal.Line($"{device.Name}: {device.Problem}.");
        }
    }

    private static void PrintMeasured(IReadOnlyList<DeviceInfo> devices)
    {
        Table table = ConsoleTable.Create("device", "to it", "from it", "copies within", "convolves");
        foreach (DeviceInfo device in devices)
        {
            if (device.Measured is DeviceMeasurement measured)
            {
                table.AddRow(
                    device.Name,
                    Rate(measured.UploadBytesPerSecond),
                    Rate(measured.DownloadBytesPerSecond),
                    Rate(measured.CopyBytesPerSecond),
                    $"{measured.ConvolutionFlopsPerSecond / 1e9:F1} GFLOP/s");
            }
        }

        ConsoleTable.Write(table);
    }

    private static string Rate(double? bytesPerSecond) => bytesPerSecond is double rate ? $"{rate / 1e9:F1} GB/s" : "-";
}

/// <summary>Writes the list without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<DeviceInfo>))]
internal sealed partial class DevicesJson : JsonSerializerContext;
