namespace MiniConvViz.Formats.PyTorch;

/// <summary>The Python names in a checkpoint, and the few that have a meaning here.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<string, PickleGlobal> Known = Table();

    /// <summary>Modules whose functions all run programs or code, and names of other such functions.</summary>
    private static readonly HashSet<string> Commands =
    [
        "subprocess", "pty", "runpy", "commands", "os system", "os popen", "posix system", "posix popen", "nt system",
        "nt popen", "builtins eval", "builtins exec", "builtins compile", "builtins __import__", "__builtin__ eval",
        "__builtin__ execfile", "__builtin__ compile", "__builtin__ __import__", "importlib import_module",
    ];

    private static readonly string[] ModulePackages =
        ["torch.nn.", "torch.fx.", "torch.jit.", "torchvision.", "timm.", "ultralytics."];

    /// <summary>
    /// The placeholder of a name. A name without a meaning here is kept as a name: objects in the same file as the
    /// weights may be of any kind.
    /// </summary>
    /// <exception cref="FormatException">The name runs a command or code wherever Python loads the file.</exception>
    public static PickleGlobal Find(string module, string name)
    {
        string fullName = $"{module} {name}";
        if (Commands.Contains(module) || Commands.Contains(fullName)
            || (module is "os" or "posix" or "nt" && (name.StartsWith("exec", StringComparison.Ordinal)
                || name.StartsWith("spawn", StringComparison.Ordinal))))
        {
            throw new FormatException($"the GLOBAL {Quoted.Name($"{module}.{name}")} is not one that a state_dict "
                + "needs: it runs commands where Python loads this file. Here a pickle is never executed; ask for the "
                + "weights as .safetensors");
        }

        return Known.TryGetValue(fullName, out PickleGlobal? known) ? known : new(fullName, KindOf(module, name), null);
    }

    /// <summary>Whether a class is one of a network's modules, going by its name.</summary>
    public static bool IsModule(string fullName) =>
        Array.Exists(ModulePackages, package => fullName.StartsWith(package, StringComparison.Ordinal));

    private static TorchGlobalKind KindOf(string module, string name) => module switch
    {
        "torch" when name.EndsWith("Storage", StringComparison.Ordinal) => TorchGlobalKind.OtherStorageType,
        "torch._utils" when name.StartsWith("_rebuild_", StringComparison.Ordinal) => TorchGlobalKind.RebuildOther,
        _ => TorchGlobalKind.Other,
    };

    private static Dictionary<string, PickleGlobal> Table()
    {
        Dictionary<string, PickleGlobal> table = [];
        Add("collections OrderedDict", TorchGlobalKind.Dict);
        Add("collections Counter", TorchGlobalKind.Dict);
        Add("collections defaultdict", TorchGlobalKind.DefaultDict);
        Add("_codecs encode", TorchGlobalKind.Encode);
        Add("torch Size", TorchGlobalKind.Size);
        Add("torch device", TorchGlobalKind.Device);
        Add("torch._utils _rebuild_tensor", TorchGlobalKind.RebuildTensor);
        Add("torch._utils _rebuild_tensor_v2", TorchGlobalKind.RebuildTensorV2);
        Add("torch._utils _rebuild_tensor_v3", TorchGlobalKind.RebuildTensorV3);
        Add("torch._utils _rebuild_parameter", TorchGlobalKind.RebuildParameter);
        Add("torch._utils _rebuild_parameter_with_state", TorchGlobalKind.RebuildParameter);
        Add("torch._tensor _rebuild_from_type", TorchGlobalKind.RebuildFromType);
        Add("torch._tensor _rebuild_from_type_v2", TorchGlobalKind.RebuildFromType);
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
