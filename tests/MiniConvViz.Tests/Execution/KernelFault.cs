namespace MiniConvViz.Tests.Execution;

/// <summary>What can be wrong with a kernel on a device.</summary>
public enum KernelFault
{
    /// <summary>Its launches succeed, and write nothing.</summary>
    ComputesNothing,

    /// <summary>The compiler refuses it.</summary>
    DoesNotCompile,

    /// <summary>Its launches fail, and so does everything later in the same context.</summary>
    LaunchFails,

    /// <summary>It compiles, and the driver allows fewer threads for its groups than it has.</summary>
    GroupsTooLarge,

    /// <summary>It needs more memory than the device has left.</summary>
    HasNoMemory,
}
