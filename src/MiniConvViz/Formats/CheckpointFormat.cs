namespace MiniConvViz.Formats;

/// <summary>The file formats that hold weights.</summary>
internal enum CheckpointFormat
{
    /// <summary>PyTorch 1.6 and later: a zip archive.</summary>
    TorchZip,

    /// <summary>PyTorch before 1.6: pickles, then raw storages.</summary>
    TorchLegacy,

    /// <summary>JSON, then raw tensors.</summary>
    SafeTensors,
}
