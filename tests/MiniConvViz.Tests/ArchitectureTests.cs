namespace MiniConvViz.Tests;

/// <summary>No room uses one above it (docs/architecture.md has the drawing).</summary>
public sealed class ArchitectureTests
{
    /// <summary>
    /// The lowest first; rooms of one layer do not use each other. "" are the files of src/MiniConvViz itself.
    /// </summary>
    private static readonly string[][] Layers =
    [
        ["Kernels"],
        [""],
        ["Tensors"],
        ["Steps"],
        ["Ops", "Formats"],
        ["Networks"],
        ["Statistics"],
        ["Execution"],
        ["Taps"],
        ["Analysis"],
        ["Imaging"],
        ["Cli"],
    ];

    private static readonly IReadOnlyList<(string Path, string Text)> Files = SourceRooms.Files();

    private static readonly SourceRooms Rooms = new(Layers, Files);

    [Test]
    public void NoRoom_UsesOneAboveIt() =>
        Assert.That(Files.SelectMany(file => Rooms.Upward(file.Path, file.Text)).Select(use => $"{use}"), Is.Empty);

    [Test]
    public void EveryRoom_HasALayer() =>
        Assert.That(
            Files.Select(file => SourceRooms.RoomOf(file.Path)).Distinct().Where(room => !Rooms.Contains(room)),
            Is.Empty);

    [Test]
    public void EveryNamespace_IsThatOfItsFolder() =>
        Assert.That(
            Files
                .Where(file => SourceRooms.NamespaceRoomOf(file.Text) is string room
                    && room != SourceRooms.RoomOf(file.Path))
                .Select(file => file.Path),
            Is.Empty);

    [TestCase("using MiniConvViz.Execution;", "Execution")]
    [TestCase("using static MiniConvViz.Analysis.Difference;", "Analysis")]
    [TestCase("using Chain = MiniConvViz.Networks.Network;", "Networks")]
    [TestCase("    private MiniConvViz.Taps.Tap? _tap;", "Taps")]
    [TestCase("    throw new Networks.NetworkException(\"\");", "Networks")]
    [TestCase("/// <see cref=\"Execution.Session\"/>", "Execution")]
    [TestCase("using MiniConvViz.Formats;", "Formats")]
    public void Upward_APlantedUse_IsFoundByFileAndLine(string line, string to)
    {
        const string Path = "src/MiniConvViz/Ops/Planted.cs";
        Assert.That(
            Rooms.Upward(Path, $"using MiniConvViz.Tensors;\n{line}\n").Select(use => $"{use}"),
            Is.EqualTo([$"{Path}:2: Ops uses {to}, which lies above it or beside it"]));
    }

    [TestCase("src/MiniConvViz/Steps/Planted.cs", "using MiniConvViz.Kernels;")]
    [TestCase("src/MiniConvViz/Ops/Planted.cs", "    Statistics.Count(Execution.Length);")]
    [TestCase("src/MiniConvViz/Analysis/Verification/Planted.cs", "using MiniConvViz.Taps;")]
    [TestCase("src/MiniConvViz.Cli/Render/Planted.cs", "using MiniConvViz.Imaging;")]
    public void Upward_AUseOfALowerRoom_IsNone(string path, string line) =>
        Assert.That(Rooms.Upward(path, line), Is.Empty);

    [Test]
    public void Upward_KernelsThatUseTensors_AreFound() =>
        Assert.That(
            Rooms.Upward("kernels/MiniConvViz.Kernels/Add.cs", "using MiniConvViz.Tensors;").Select(use => $"{use}"),
            Is.EqualTo(
                ["kernels/MiniConvViz.Kernels/Add.cs:1: Kernels uses Tensors, which lies above it or beside it"]));
}
