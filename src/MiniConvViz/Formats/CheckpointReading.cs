using MiniConvViz.Formats.HuggingFace;
using MiniConvViz.Formats.Numpy;
using MiniConvViz.Formats.PyTorch;
using MiniConvViz.Formats.SafeTensors;
using MiniConvViz.Formats.Zip;

namespace MiniConvViz.Formats;

/// <summary>Reads one file of weights in the format that is recognised by its content.</summary>
internal static class CheckpointReading
{
    /// <summary>The weights of a file, or of all files that an index lists.</summary>
    /// <inheritdoc cref="StateDict.Read"/>
    public static StateDict Read(string path, string? key, string? prefix)
    {
        using CheckpointFile file = CheckpointFile.Open(path);
        if (FileSignature.Recognise(file) == CheckpointFormat.Index)
        {
            return ModelFolder.ReadIndex(file, prefix);
        }

        (string format, CheckpointContent content) = ReadContent(file, key);
        return Finished(path, format, Under(file, content, prefix));
    }

    /// <summary>The content of one file that is no index, under its own names.</summary>
    public static (string Format, CheckpointContent Content) ReadContent(CheckpointFile file, string? key)
    {
        switch (FileSignature.Recognise(file))
        {
            case CheckpointFormat.Zip:
                return ReadZip(file, key);
            case CheckpointFormat.TorchLegacy:
                return ("PyTorch legacy", CheckpointUnwrapping.Unwrap(file, TorchLegacyFile.Read(file), key));
            case CheckpointFormat.BarePickle:
                return ("pickle", CheckpointUnwrapping.Unwrap(file, BarePickleFile.Read(file), key));
            case CheckpointFormat.Index:
                throw file.Error("is JSON text, expected tensors; an index does not list another index");
            default:
                RefuseKey(file, key, "safetensors file");
                return ("safetensors", SafeTensorsReader.Read(file));
        }
    }

    /// <summary>The weights; those that a parametrisation stores in parts are computed.</summary>
    public static StateDict Finished(string path, string format, CheckpointContent content) =>
        Parametrisations.Compute(new StateDict(path, format, content));

    /// <summary>The tensors under a prefix, if one is given.</summary>
    public static CheckpointContent Under(CheckpointFile file, CheckpointContent content, string? prefix) =>
        prefix is null ? content : CheckpointPrefixes.Under(prefix, file, content);

    private static (string Format, CheckpointContent Content) ReadZip(CheckpointFile file, string? key)
    {
        ZipRecords records = new(file);
        if (records.Names.Any(name => name.EndsWith(".npy", StringComparison.Ordinal))
            && !records.Names.Any(name => name.EndsWith("data.pkl", StringComparison.Ordinal)))
        {
            RefuseKey(file, key, "NumPy archive");
            return ("NumPy archive", NpzWeights.Read(file, records));
        }

        TorchZipArchive archive = new(file, records);
        PickleValue root = TorchZipFile.Read(file, archive);
        if (!archive.IsScript)
        {
            return ("PyTorch zip", CheckpointUnwrapping.Unwrap(file, root, key));
        }

        RefuseKey(file, key, "TorchScript archive");
        CheckpointContent content = CheckpointUnwrapping.Unwrap(file, ScriptModuleWeights.Of(file, root), key: null);
        return ("TorchScript", content with
        {
            Notes = [ScriptModuleWeights.Note, .. content.Notes],
            Choice = ScriptModuleWeights.Note,
        });
    }

    private static void RefuseKey(CheckpointFile file, string? key, string format)
    {
        if (key is not null)
        {
            throw file.Error($"is a {format}, whose tensors lie in no dicts; leave out the key");
        }
    }
}
