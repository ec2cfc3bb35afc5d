using System.Text.Json;
using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli.Tests;

/// <summary>Tensors that hold several inputs, and networks that take several only.</summary>
public sealed class BatchTests
{
    private TemporaryFolder _folder = null!;

    private static string Fixed => RepositoryFiles.Shared("cases", "batch2_fixed", "net.onnx");

    private static string Photo => RepositoryFiles.Golden("images", "photo.png");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Render_Batch_DrawsEveryInput()
    {
        WriteBatch();
        ProcessOutcome outcome = Run("render", "--model", "fashion-lenet", "--input", "batch.npy", "--layers", "x", "--out", "out");

        Assert.That(outcome.Succeeded().Output, Does.Contain("batch.npy[0]: ").And.Contain("batch.npy[2]: "));
        for (int n = 0; n < 3; n++)
        {
            Assert.That(Mean($"out/batch_{n}"), Is.EqualTo(n + 0.5));
        }
    }

    [Test]
    public void Render_BatchIndex_DrawsThatInput()
    {
        WriteBatch();
        ProcessOutcome outcome = Run(
            "render", "--model", "fashion-lenet", "--input", "batch.npy", "--batch-index", "1", "--layers", "x", "--out", "out");

        Assert.That(outcome.Succeeded().Output, Does.StartWith("batch.npy[1]: "));
        Assert.That(Mean("out"), Is.EqualTo(1.5));
    }

    [Test]
    public void Export_BatchIndex_FeedsThatInput()
    {
        WriteBatch();
        Run("export", "--model", "fashion-lenet", "--input", "batch.npy", "--batch-index", "2", "--out", "out.npz").Succeeded();

        Tensor input = TensorFile.Read($"{_folder.File("out.npz")}:input");
        Assert.That(input.Shape, Is.EqualTo(Shape.Create([1, 1, 28, 28])));
        Assert.That(input.Values[0], Is.EqualTo(2.5f));
    }

    [Test]
    public void BatchIndex_OutOfRange_IsRefused()
    {
        WriteBatch();
        Run("render", "--model", "fashion-lenet", "--input", "batch.npy", "--batch-index", "3", "--out", "out")
            .IsRefused(2, "batch.npy: holds 3 inputs, 0 to 2; --batch-index 3 is none of them");
    }

    /// <summary>A single image is repeated; its result is PyTorch's for the first of two.</summary>
    [Test]
    public void Export_FixedBatch_RepeatsOneImage()
    {
        string input = RepositoryFiles.Shared("cases", "batch2_fixed", "in0.npy");
        ProcessOutcome outcome = Run("export", "--model", Fixed, "--input", input, "--batch-index", "0", "--out", "out.npz");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Error.Trim(), Is.EqualTo(
            "miniconvviz: note: net takes batches of 2; where there are fewer inputs the last one is repeated, and the results "
            + "of the repetitions are left out."));
        Tensor expected = TensorFile.Read($"{RepositoryFiles.Shared("cases", "batch2_fixed", "expected.npz")}:__output0");
        Tensor output = TensorFile.Read($"{_folder.File("out.npz")}:1");
        Assert.That(output.Shape, Is.EqualTo(expected.Shape.With(0, 1)));
        Assert.That(
            output.Values.ToArray(), Is.EqualTo(expected.Values[..output.Shape.Count].ToArray()).Within(1e-5));
    }

    /// <summary>Both inputs of the case, and three images: two batches, of which the second is filled up.</summary>
    [Test]
    public void Render_FixedBatch_TakesSoManyAndFillsUpTheLast()
    {
        string input = RepositoryFiles.Shared("cases", "batch2_fixed", "in0.npy");
        Run("render", "--model", Fixed, "--input", input, "--out", "out").Succeeded();
        Tensor expected = TensorFile.Read($"{RepositoryFiles.Shared("cases", "batch2_fixed", "expected.npz")}:__output0");
        int half = expected.Shape.Count / 2;
        for (int n = 0; n < 2; n++)
        {
            double mean = expected.Values.Slice(n * half, half).ToArray().Average(value => (double)value);
            Assert.That(Mean($"out/in0_{n}", layer: 2), Is.EqualTo(mean).Within(1e-5));
        }

        ProcessOutcome outcome = Run(
            "render", "--model", Fixed, "--image", Photo, RepositoryFiles.Golden("images", "odd.png"), Photo, "--out", "three");
        Assert.That(outcome.ExitCode, Is.Zero);
        Assert.That(outcome.Error, Does.Contain("net takes batches of 2").And.Not.Contain("\n miniconvviz"));
        Assert.That(Mean("three/photo_1", layer: 2), Is.EqualTo(Mean("three/photo", layer: 2)).Within(1e-6));
        Assert.That(Mean("three/odd", layer: 2), Is.Not.EqualTo(Mean("three/photo", layer: 2)));
    }

    [Test]
    public void Statistics_FixedBatch_CountsNothingTwice()
    {
        JsonElement one = Run("statistics", "--model", Fixed, "--image", Photo, "--json").Succeeded().Json();
        JsonElement two = Run("statistics", "--model", Fixed, "--image", Photo, Photo, "--json").Succeeded().Json();
        Assert.That(one.GetProperty("images").GetInt32(), Is.EqualTo(1));
        Assert.That(Layer(one), Is.EqualTo(Layer(two)));

        Run("statistics", "--model", Fixed, "--image", Photo, Photo, Photo).IsRefused(
            2, "net takes batches of 2, and repeated inputs would count twice in the statistics: 3 inputs were given");

        static double Layer(JsonElement summary) =>
            summary.GetProperty("layers")[2].GetProperty("all").GetProperty("mean").GetDouble();
    }

    private void WriteBatch()
    {
        Tensor batch = new([3, 1, 28, 28]);
        for (int n = 0; n < 3; n++)
        {
            batch.Channel(n, 0).Fill(n + 0.5f);
        }

        NpyWriter.Write(_folder.File("batch.npy"), batch);
    }

    private double Mean(string folder, int layer = 0) => new RenderedReport(_folder.File(folder))["layers"][layer]
        .GetProperty("statistics").GetProperty("mean").GetDouble();

    private ProcessOutcome Run(params string[] arguments) => CliProcess.RunIn(_folder.Root, arguments);
}
