namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Saves torchvision's networks by PyTorch, one after the other: a script builds a network, collects batch-norm
/// statistics and saves every node's activation. While one is compared, PyTorch saves the next, unless a
/// filter leaves out networks in between.
/// </summary>
/// <param name="order">The networks in the order in which they are requested.</param>
internal sealed class LiveNetworks(string[] order) : IDisposable
{
    private const int UsualSize = 96;

    /// <summary>
    /// Where a network halves the image so often that 96 pixels leave only a few values for batch norms, activations
    /// grow with random weights.
    /// </summary>
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["efficientnet_b3"] = 160,
        ["efficientnet_b6"] = 160,
        ["efficientnet_b7"] = 160,
        ["efficientnet_v2_s"] = 160,
        ["efficientnet_v2_m"] = 224,
        ["efficientnet_v2_l"] = 224,
    };

    private readonly TemporaryFolder _folder = new();
    private LiveNetwork? _next;
    private int _last = -1;

    /// <summary>A network's files, which the caller disposes of.</summary>
    /// <param name="model">The network.</param>
    /// <param name="isNoise">Whether the image is smooth noise; else photographs are used if there are any.</param>
    public LiveNetwork Take(string model, bool isNoise)
    {
        LiveNetwork? written = _next;
        _next = null;
        if (written?.Model != model || written.IsNoise != isNoise)
        {
            written?.Dispose();
            written = Write(model, isNoise);
        }

        written.Wait();
        int place = Array.IndexOf(order, model);
        bool isInOrder = place == _last + 1 && !isNoise;
        _last = isNoise ? _last : place;
        _next = isInOrder && place + 1 < order.Length ? Write(order[place + 1], isNoise) : null;
        return written;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _next?.Dispose();
        _folder.Dispose();
    }

    private LiveNetwork Write(string model, bool isNoise)
    {
        string folder = _folder.File(Path.GetRandomFileName());
        string script = RepositoryFiles.Get("tests", "python", "dump_networks.py");
        string size = $"{Sizes.GetValueOrDefault(model, UsualSize)}";
        string[] noise = isNoise ? ["--noise"] : [];
        Task<PythonOutcome> writing = SystemPython.Start(
            [script, "--out", folder, "--size", size, "--zip-only", .. noise, "--models", model]);
        return new LiveNetwork(model, isNoise, folder, writing);
    }
}
