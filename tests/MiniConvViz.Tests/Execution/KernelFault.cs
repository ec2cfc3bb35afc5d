namespace MiniConvViz.Tests.Execution;

/// <summary>The faults of a kernel on a device.</summary>
public enum KernelFault
{
    /// <summary>Its launches succeed, and write nothing.</summary>
    ComputesNothing,

    /// <summary>The compiler refuses it.</summary>
    DoesNotCompile,

    /// <summary>Its launches fail, and so does everything later in the same context.</summary>
    LaunchFails,

    /// <summary>It compiles, and the driver's limit of threads is less than its thread block has.</summary>
    GroupsTooLarge,

    /// <summary>It needs more memory than the device has left.</summary>
    HasNoMemory,
}
