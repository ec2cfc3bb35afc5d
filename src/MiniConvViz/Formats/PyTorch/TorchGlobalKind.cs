namespace MiniConvViz.Formats.PyTorch;

/// <summary>The meanings of the names in a checkpoint.</summary>
internal enum TorchGlobalKind
{
    /// <summary><c>collections.OrderedDict</c>, and Counter, which schedulers use.</summary>
    Dict,

    /// <summary><c>collections.defaultdict</c>, whose argument creates missing values.</summary>
    DefaultDict,

    /// <summary><c>_codecs.encode(text, 'latin1')</c>: the form in which protocol 2 writes bytes.</summary>
    Encode,

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

    /// <summary><c>_rebuild_from_type_v2(function, type, arguments, state)</c>: a tensor with attributes.</summary>
    RebuildFromType,

    /// <summary>Another <c>torch._utils._rebuild_...</c>: sparse, quantised and the like.</summary>
    RebuildOther,

    /// <summary><c>torch.ComplexFloatStorage</c> and others whose element types are not supported.</summary>
    OtherStorageType,

    /// <summary><c>torch.FloatStorage</c> and the like.</summary>
    StorageType,

    /// <summary><c>torch.float32</c> and the like.</summary>
    ElementType,

    /// <summary>Any other name.</summary>
    Other,
}
