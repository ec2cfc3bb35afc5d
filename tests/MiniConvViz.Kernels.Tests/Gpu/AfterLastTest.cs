namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// Runs after all tests. It is not named after a subject: a filter that matches the name of this class would select
/// every test.
/// </summary>
[SetUpFixture]
public sealed class AfterLastTest
{
    [OneTimeTearDown]
    public void CloseDevices() => GpuDevices.Close();
}
