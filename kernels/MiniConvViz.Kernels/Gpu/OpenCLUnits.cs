using ILGPU.Runtime.OpenCL;

namespace MiniConvViz.Kernels;

/// <summary>
/// The units that an OpenCL device reports, and how many of them are multiprocessors, which run whole work-groups and
/// have shared memory of their own. Drivers count different things as <c>CL_DEVICE_MAX_COMPUTE_UNITS</c>: NVIDIA its
/// multiprocessors, AMD its compute units or pairs of them, Intel its execution units (EUs), of which 8 or 16 form
/// the subslice, or Xe core, that runs a work-group.
/// </summary>
/// <param name="Vendor"><c>CL_DEVICE_VENDOR_ID</c>, the vendor's PCI number.</param>
/// <param name="ComputeUnits"><c>CL_DEVICE_MAX_COMPUTE_UNITS</c>.</param>
/// <param name="Slices">Intel's slices; 0 if the driver does not report it.</param>
/// <param name="SubslicesPerSlice">Intel's subslices of a slice; 0 if the driver does not report it.</param>
/// <param name="UnitsPerSubslice">Intel's EUs of a subslice; 0 if the driver does not report it.</param>
internal readonly record struct OpenCLUnits(
    uint Vendor, int ComputeUnits, int Slices = 0, int SubslicesPerSlice = 0, int UnitsPerSubslice = 0)
{
    /// <summary>Intel's PCI number.</summary>
    public const uint Intel = 0x8086;

    /// <summary>EUs of a subslice from Gen8 to Xe-LP: assumed if the driver does not report it.</summary>
    private const int UsualUnitsPerSubslice = 8;

    // The extension cl_intel_device_attribute_query; ILGPU has no names for it.
    private const string AttributeQuery = "cl_intel_device_attribute_query";
    private const CLDeviceInfoType SlicesType = (CLDeviceInfoType)0x4252;
    private const CLDeviceInfoType SubslicesPerSliceType = (CLDeviceInfoType)0x4253;
    private const CLDeviceInfoType UnitsPerSubsliceType = (CLDeviceInfoType)0x4254;

    /// <summary>
    /// How many work-groups can run at the same time, at least 1.
    /// <code>Intel: slices * subslices per slice, or compute units / EUs per subslice; others: compute units</code>
    /// If the two differ, the smaller is returned: drivers report the slices of the full chip, but the units that are
    /// enabled on the present one.
    /// </summary>
    public int Multiprocessors
    {
        get
        {
            if (Vendor != Intel)
            {
                return Math.Max(ComputeUnits, 1);
            }

            int perSubslice = UnitsPerSubslice > 0 ? UnitsPerSubslice : UsualUnitsPerSubslice;
            int byUnits = Math.Max(ComputeUnits / perSubslice, 1);
            int bySlices = Slices * SubslicesPerSlice;
            return bySlices > 0 ? Math.Min(byUnits, bySlices) : byUnits;
        }
    }

    /// <summary>Queries the driver.</summary>
    public static OpenCLUnits Of(CLDevice device)
    {
        uint vendor = Ask(device, CLDeviceInfoType.CL_DEVICE_VENDOR_ID);
        OpenCLUnits units = new(vendor, device.NumMultiprocessors);
        return vendor == Intel && device.Extensions.Contains(AttributeQuery)
            ? units with
            {
                Slices = (int)Ask(device, SlicesType),
                SubslicesPerSlice = (int)Ask(device, SubslicesPerSliceType),
                UnitsPerSubslice = (int)Ask(device, UnitsPerSubsliceType),
            }
            : units;
    }

    // 0 if the driver does not support the query.
    private static uint Ask(CLDevice device, CLDeviceInfoType question) =>
        CLAPI.CurrentAPI.GetDeviceInfo(device.DeviceId, question, out uint answer) == CLError.CL_SUCCESS ? answer : 0;
}
