namespace MiniConvViz.Tests;

/// <summary>ONNX files of trained networks, which <c>tests/trained/restore.sh</c> restores from packages.</summary>
internal static class TrainedFile
{
    /// <summary>The path of a file. Skips the test where it is absent.</summary>
    public static string Get(string name)
    {
        string path = RepositoryFiles.Get("artifacts", "trained", name);
        if (!File.Exists(path))
        {
            Requirement.Missing("trained", $"artifacts/trained/{name} is absent: run tests/trained/restore.sh");
        }

        return path;
    }
}
