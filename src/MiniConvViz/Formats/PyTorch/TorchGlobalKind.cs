namespace MiniConvViz.Formats.PyTorch;

/// <summary>What a pickled state_dict may name.</summary>
internal enum TorchGlobalKind
{
    /// <summary><c>collections.OrderedDict</c>, and Counter, which schedulers keep.</summary>
    Dict,

    /// <summary><c>torch.Size</c>.</summary>
    Size,

    /// <summary><c>torch.device</c>.</summary>
    Device,

    /// <summary><c>_rebuild_tensor(storage, offset, size, stride)</c>, before 0.4.</summary>
    RebuildTensor,

    /// <summary><c>_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks[, metadata])</c>.</summary>
    RebuildTensorV2,

    /// <summary>
    /// <c>_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype[, metadata])</c>.
    /// </summary>
    RebuildTensorV3,

    /// <summary><c>_rebuild_parameter(data, requires_grad, hooks)</c>.</summary>
    RebuildParameter,

    /// <summary><c>torch.FloatStorage</c> and the like.</summary>
    StorageType,

    /// <summary><c>torch.float32</c> and the like.</summary>
    ElementType,
}
