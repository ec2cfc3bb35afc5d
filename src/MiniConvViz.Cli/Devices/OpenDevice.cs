using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>Finds the device that <c>--device</c> and the options for devices name.</summary>
/// <exception cref="DeviceException">This machine has no such device.</exception>
internal delegate Device OpenDevice(DeviceRequest request);
