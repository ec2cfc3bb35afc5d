namespace MiniConvViz.Formats;

/// <summary>The file formats that hold weights.</summary>
internal enum CheckpointFormat
{
    /// <summary>A zip archive: PyTorch 1.6 and later, TorchScript, or NumPy's .npz.</summary>
    Zip,

    /// <summary>PyTorch before 1.6: pickles, then raw storages.</summary>
    TorchLegacy,

    /// <summary>JSON, then raw tensors.</summary>
    SafeTensors,

    /// <summary>One pickle, as Python's <c>pickle.dump</c> writes it.</summary>
    BarePickle,

    /// <summary>JSON: the index of a network whose tensors are split among files.</summary>
    Index,
}
