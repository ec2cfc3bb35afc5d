namespace MiniConvViz.Formats.PyTorch;

/// <summary>The only Python names that a checkpoint may mention.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<string, PickleGlobal> Known = Table();

    private static readonly string[] ModulePackages =
        ["torch.nn.", "torch.fx.", "torch.jit.", "torchvision.", "timm.", "ultralytics."];

    /// <summary>The stand-in for a name, or null when it is not allowed.</summary>
    public static PickleGlobal? Find(string module, string name) => Known.GetValueOrDefault($"{module} {name}");

    /// <summary>Why a name is refused and what to do instead.</summary>
    /// <param name="module">As in <c>import module</c>.</param>
    /// <param name="name">A class or function in it.</param>
    /// <param name="isModule">Whether its place says that it is the class of a whole pickled module.</param>
    public static string Refusal(string module, string name, bool isModule)
    {
        string fullName = Quoted.Name($"{module}.{name}");
        if (isModule || ModulePackages.Any(package => $"{module}.".StartsWith(package, StringComparison.Ordinal)))
        {
            return $"this holds a whole pickled module ({fullName}), not a state_dict, and a pickle is never executed; "
                + "in Python: torch.save(model.state_dict(), path), or export it to ONNX";
        }

        return module == "torch" && name.EndsWith("Storage", StringComparison.Ordinal)
            ? $"tensors of {fullName} are not supported; convert them with .float() before torch.save"
            : $"the GLOBAL {fullName} is not one that a state_dict needs, and a pickle is never executed; "
                + "save the weights alone, in Python: torch.save(model.state_dict(), path)";
    }

    private static Dictionary<string, PickleGlobal> Table()
    {
        Dictionary<string, PickleGlobal> table = [];
        Add("collections OrderedDict", TorchGlobalKind.Dict);
        Add("collections Counter", TorchGlobalKind.Dict);
        Add("torch Size", TorchGlobalKind.Size);
        Add("torch device", TorchGlobalKind.Device);
        Add("torch._utils _rebuild_tensor", TorchGlobalKind.RebuildTensor);
        Add("torch._utils _rebuild_tensor_v2", TorchGlobalKind.RebuildTensorV2);
        Add("torch._utils _rebuild_tensor_v3", TorchGlobalKind.RebuildTensorV3);
        Add("torch._utils _rebuild_parameter", TorchGlobalKind.RebuildParameter);
        Add("torch.storage UntypedStorage", TorchGlobalKind.StorageType, DType.UInt8);
        Add("torch FloatStorage", TorchGlobalKind.StorageType, DType.Float32);
        Add("torch DoubleStorage", TorchGlobalKind.StorageType, DType.Float64);
        Add("torch HalfStorage", TorchGlobalKind.StorageType, DType.Float16);
        Add("torch BFloat16Storage", TorchGlobalKind.StorageType, DType.BFloat16);
        Add("torch LongStorage", TorchGlobalKind.StorageType, DType.Int64);
        Add("torch IntStorage", TorchGlobalKind.StorageType, DType.Int32);
        Add("torch ShortStorage", TorchGlobalKind.StorageType, DType.Int16);
        Add("torch CharStorage", TorchGlobalKind.StorageType, DType.Int8);
        Add("torch ByteStorage", TorchGlobalKind.StorageType, DType.UInt8);
        Add("torch BoolStorage", TorchGlobalKind.StorageType, DType.Bool);
        foreach (DType dtype in Enum.GetValues<DType>())
        {
            Add($"torch {dtype.Name()}", TorchGlobalKind.ElementType, dtype);
        }

        return table;

        void Add(string name, TorchGlobalKind kind, DType? dtype = null) =>
            table.Add(name, new PickleGlobal(name, kind, dtype));
    }
}
