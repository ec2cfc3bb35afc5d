using MiniConvViz.BoundsWeaver;

if (args is not [string path, string references])
{
    Console.Error.WriteLine("usage: MiniConvViz.BoundsWeaver ASSEMBLY FILE-OF-REFERENCES");
    return 2;
}

try
{
    using KernelAssembly assembly = new(path, File.ReadAllLines(references));
    int places = assembly.Weave(path);
    Console.WriteLine($"{Path.GetFileName(path)}: {places:N0} places reach memory through pointers, all are checked");
    return 0;
}
catch (InvalidDataException problem)
{
    foreach (string line in problem.Message.Split('\n'))
    {
        Console.Error.WriteLine($"{path}: error BOUNDS: {line}");
    }

    return 1;
}
