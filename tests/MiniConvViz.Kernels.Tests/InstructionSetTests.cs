namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The vector code for processors with fewer instructions: CI runs the tests of this category again with instruction
/// sets disabled, and sets the form that it expects to be chosen. By hand:
/// <code>
/// DOTNET_EnableAVX2=0 dotnet test tests/MiniConvViz.Kernels.Tests -- NUnit.Where="cat == InstructionSets"
/// </code>
/// </summary>
[Category(Category)]
public class InstructionSetTests
{
    /// <summary>Tests of code written once per instruction set, or compiled for the width of a vector.</summary>
    internal const string Category = "InstructionSets";

    private const string WidestForm = "MINICONVVIZ_WIDEST_FORM";

    [Test]
    public void Best_OnThisMachine_IsSupportedAndAsExpected()
    {
        Assert.That(Conv2dTileForms.IsSupported(Conv2dTileForms.Best), $"chosen: {Conv2dTileForms.Best}");
        if (Environment.GetEnvironmentVariable(WidestForm) is string widest)
        {
            Assert.That(Conv2dTileForms.Best, Is.LessThanOrEqualTo(Enum.Parse<Conv2dTileForm>(widest)));
        }
    }
}
