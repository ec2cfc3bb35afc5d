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
        Option<bool> json = new("--json") { Description = "Print JSON for programs." };
        Command command = new(
            "devices",
            """
            List the devices of this machine, and why a device is missing.

            Examples:
              miniconvviz devices
              miniconvviz devices --json
            """)
        {
            json,
        };
        command.SetAction(words =>
        {
            IReadOnlyList<DeviceInfo> devices = DeviceInfo.FindAll();
            if (words.GetValue(json))
            {
                Console.Out.WriteLine(JsonSerializer.Serialize(devices, DevicesJson.Default.IReadOnlyListDeviceInfo));
            }
            else
            {
                Print(devices);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<DeviceInfo> devices)
    {
        Table table = ConsoleTable.Create("device", "hardware", "memory", "version", "");
        foreach (DeviceInfo device in devices)
        {
            table.AddRow(
                Markup.Escape(device.Name),
                device.Problem is null ? Markup.Escape(device.Hardware) : "-",
                device.MemoryBytes > 0 ? $"{device.MemoryBytes / (double)(1L << 30):F1} GiB" : "",
                Markup.Escape(device.Version),
                device.Problem is not null ? "missing" : device.IsAuto ? "taken by auto" : "");
        }

        ConsoleTable.Write(table);
        foreach (DeviceInfo device in devices.Where(device => device.Problem is not null))
        {
            Console.Out.WriteLine($"{device.Name}: {device.Problem}.");
        }
    }
}

/// <summary>Writes the list without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<DeviceInfo>))]
internal sealed partial class DevicesJson : JsonSerializerContext;
