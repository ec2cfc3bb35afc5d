using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>The output of <c>devices</c> as a table: a row per device, then remarks on each.</summary>
internal static class DevicesTable
{
    public static void Print(IReadOnlyList<DeviceInfo> devices, bool isWide)
    {
        ConsoleTable table = new(
            new ConsoleColumn("device", ColumnKind.Name, 1),
            new ConsoleColumn("hardware", ColumnKind.Name, 3),
            new ConsoleColumn("memory", ColumnKind.Number, 4),
            new ConsoleColumn("version", ColumnKind.Text, 5),
            new ConsoleColumn("driver", ColumnKind.Text, 6),
            new ConsoleColumn("state", ColumnKind.Text, 2));
        foreach (DeviceInfo device in devices)
        {
            table.AddRow(
                device.Name,
                device.IsMissing ? "-" : device.Hardware,
                device.MemoryBytes > 0 ? $"{device.MemoryBytes / (double)(1L << 30):F1} GiB" : "",
                device.Version,
                device.Driver,
                device.IsMissing ? "missing"
                    : device.Problem is not null ? "cannot be used"
                    : device.Fault is not null ? "fails its self-test"
                    : device.IsAuto ? "default (auto)"
                    : device.IsProcessor ? "CPU OpenCL device"
                    : "");
        }

        table.Write(isWide);
        if (devices.Any(device => device.Measured is not null))
        {
            PrintMeasured(devices, isWide);
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
                Terminal.Line($"{device.Name}: the self-test found wrong values: {device.Fault}.");
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
                $"{device.Name}: takes {start:F2} s to start; auto chooses cpu for work that takes the CPU less.");
        }

        if (device.Problem is not null)
        {
            Terminal.Line($"{device.Name}: {device.Problem}.");
        }
    }

    private static void PrintMeasured(IReadOnlyList<DeviceInfo> devices, bool isWide)
    {
        ConsoleTable table = new(
            new ConsoleColumn("device", ColumnKind.Name, 1),
            new ConsoleColumn("to it", ColumnKind.Number, 3),
            new ConsoleColumn("from it", ColumnKind.Number, 4),
            new ConsoleColumn("copies within", ColumnKind.Number, 5),
            new ConsoleColumn("convolution", ColumnKind.Number, 2));
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

        table.Write(isWide);
    }

    private static string Rate(double? bytesPerSecond) => bytesPerSecond is double rate ? $"{rate / 1e9:F1} GB/s" : "-";
}
