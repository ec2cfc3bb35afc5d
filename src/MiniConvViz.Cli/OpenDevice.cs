using MiniConvViz.Execution;

namespace MiniConvViz.Cli;

/// <summary>Finds the device that <c>--device</c> and <c>--threads</c> name.</summary>
/// <exception cref="DeviceException">This machine has no such device.</exception>
internal delegate Device OpenDevice(string name, int? threads);
