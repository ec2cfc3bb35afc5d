namespace MiniConvViz.Tests.Parity;

/// <summary>One network that PyTorch saves, or has saved: its checkpoint and its activations.</summary>
/// <param name="model">torchvision's name.</param>
/// <param name="isNoise">Whether the image is smooth noise.</param>
/// <param name="folder">The folder of the files; deleted at the end.</param>
/// <param name="writing">The script.</param>
internal sealed class LiveNetwork(string model, bool isNoise, string folder, Task<PythonOutcome> writing) : IDisposable
{
    /// <summary>torchvision's name.</summary>
    public string Model => model;

    /// <summary>Whether the image is smooth noise.</summary>
    public bool IsNoise => isNoise;

    /// <summary>The checkpoint.</summary>
    public string Weights => Path.Combine(folder, model, "weights.pth");

    /// <summary>Every node's activation, in float32 and in float64.</summary>
    public string Reference => Path.Combine(folder, model, "reference.safetensors");

    /// <summary>Waits until all files are written; a failure in Python fails the test with its message.</summary>
    public void Wait()
    {
        PythonOutcome outcome = writing.GetAwaiter().GetResult();
        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
    }

    /// <summary>Waits for the script, whether it fails or not, and deletes the files.</summary>
    public void Dispose()
    {
        ((IAsyncResult)writing).AsyncWaitHandle.WaitOne();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
