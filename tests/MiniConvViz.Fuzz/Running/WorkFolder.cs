namespace MiniConvViz.Fuzz.Running;

/// <summary>A folder for the files that are read: in memory where the system supports it.</summary>
internal static class WorkFolder
{
    private const string InMemory = "/dev/shm";

    /// <summary>Makes a folder with a unique name, and a file of weights that networks may refer to.</summary>
    public static DirectoryInfo Create()
    {
        DirectoryInfo folder = Directory.Exists(InMemory)
            ? Directory.CreateDirectory(Path.Combine(InMemory, $"miniconvviz-fuzz-{Guid.NewGuid():N}"))
            : Directory.CreateTempSubdirectory("miniconvviz-fuzz-");
        File.WriteAllBytes(Path.Combine(folder.FullName, "weights.bin"), new byte[1024]);
        return folder;
    }
}
