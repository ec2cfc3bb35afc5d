using System.Globalization;
using MiniConvViz.Formats.Onnx.Protobuf;

namespace MiniConvViz.Formats.Onnx;

/// <summary>
/// Weights of an ONNX file in another file, which is necessary when they are larger than 2 GB. The other file must be
/// in the same folder or below it: a model must not read other files.
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/repo-docs/ExternalData.html</remarks>
internal static class OnnxExternalData
{
    /// <summary>Finds a tensor's bytes.</summary>
    /// <exception cref="UnreadableInputException">
    /// The path leaves the folder, there is no such file, or it is too short.
    /// </exception>
    public static OnnxTensor Read(CheckpointFile model, TensorProto message)
    {
        string location = Find(message, "location") ?? throw model.Error(
            $"the tensor {Quoted.Name(message.Name)} is stored in another file, whose location is missing");
        long offset = Number(model, message, "offset") ?? 0;
        string path = Resolve(model, message, location);
        if (!File.Exists(path))
        {
            throw model.Error(
                $"the tensor {Quoted.Name(message.Name)} is stored in the file {Quoted.Name(location)}, which is not "
                + "beside the model; put it there under that name");
        }

        using CheckpointFile file = CheckpointFile.Open(path);
        long expected = OnnxTensorReader.BytesOf(model, message);
        long length = Number(model, message, "length") ?? expected;
        if (length != expected || offset > file.Length - length)
        {
            throw file.Error(
                $"the tensor {Quoted.Name(message.Name)} needs {expected} bytes from byte {offset} on, "
                + $"its entry says {length} and the file has {file.Length}; it belongs to another model, "
                + "or is cut short");
        }

        return OnnxTensorReader.InFile(model, file, message, offset, length);
    }

    private static string Resolve(CheckpointFile model, TensorProto message, string location)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(model.Stamp.Path))!;
        bool isPath = location.Length > 0 && !location.Contains('\0', StringComparison.Ordinal);
        string path = isPath ? Path.GetFullPath(Path.Combine(folder, location)) : "";
        string inside = folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        if (!isPath || Path.IsPathRooted(location) || !path.StartsWith(inside, StringComparison.Ordinal)
            || LeavesByLink(path, inside))
        {
            throw model.Error(
                $"the tensor {Quoted.Name(message.Name)} is stored in {Quoted.Name(location)}, outside of the model's "
                + "folder; weights must be beside the model");
        }

        return path;
    }

    /// <summary>Whether a link inside the folder points out of it.</summary>
    private static bool LeavesByLink(string path, string inside)
    {
        for (string? part = path; part is not null && part.Length >= inside.Length; part = Path.GetDirectoryName(part))
        {
            FileSystemInfo info = Directory.Exists(part) ? new DirectoryInfo(part) : new FileInfo(part);
            string? target = info.LinkTarget is null ? part : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            if (target?.StartsWith(inside, StringComparison.Ordinal) != true)
            {
                return true;
            }
        }

        return false;
    }

    private static long? Number(CheckpointFile model, TensorProto message, string key) => Find(message, key) switch
    {
        null => null,
        string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) => value,
        string text => throw model.Error(
            $"the tensor {Quoted.Name(message.Name)}: {key} is {Quoted.Name(text)}, expected a number of bytes"),
    };

    private static string? Find(TensorProto message, string key) =>
        message.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;
}
