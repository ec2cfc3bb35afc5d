namespace MiniConvViz.Kernels.Tests;

public sealed class OpenCLUnitsTests
{
    private const uint Nvidia = 0x10DE, Amd = 0x1002, Arm = 0x13B5;

    [TestCase(Nvidia, 132, 132)]
    [TestCase(Amd, 60, 60)]
    [TestCase(Arm, 10, 10)]
    [TestCase(0u, 0, 1, Reason = "the driver does not say")]
    public void Multiprocessors_OtherVendors_AreTheComputeUnits(uint vendor, int computeUnits, int expected) =>
        Assert.That(new OpenCLUnits(vendor, computeUnits).Multiprocessors, Is.EqualTo(expected));

    [TestCase(96, 0, 0, 0, 12, Reason = "Xe-LP by an old driver: 8 EUs per subslice")]
    [TestCase(24, 1, 3, 8, 3, Reason = "Gen9 GT2")]
    [TestCase(96, 1, 6, 16, 6, Reason = "Xe-LP, whose dual subslices have 16")]
    [TestCase(512, 8, 4, 16, 32, Reason = "Arc A770: 32 Xe cores")]
    [TestCase(128, 8, 4, 16, 8, Reason = "Arc A380: the slices of the full chip, the units of this one")]
    [TestCase(23, 1, 3, 8, 2, Reason = "a unit is switched off")]
    [TestCase(6, 0, 0, 0, 1, Reason = "less than one subslice")]
    public void Multiprocessors_Intel_AreSubslicesNotExecutionUnits(
        int computeUnits, int slices, int subslices, int units, int expected) => Assert.That(
        new OpenCLUnits(OpenCLUnits.Intel, computeUnits, slices, subslices, units).Multiprocessors, Is.EqualTo(expected));
}
