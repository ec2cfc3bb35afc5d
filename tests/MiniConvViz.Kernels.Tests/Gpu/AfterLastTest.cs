namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// What happens when all tests have run. Named for no subject: a filter that matches the name of this class would take
/// in every test.
/// </summary>
[SetUpFixture]
public sealed class AfterLastTest
{
    [OneTimeTearDown]
    public void CloseDevices() => GpuDevices.Close();
}
