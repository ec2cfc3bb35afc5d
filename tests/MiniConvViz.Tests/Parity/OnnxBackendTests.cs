using MiniConvViz.Analysis;
using MiniConvViz.Execution;
using MiniConvViz.Networks;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// ONNX's own backend tests (Debian's libonnx-testdata): all cases whose model has only operators that are imported,
/// and float data.
/// </summary>
public sealed class OnnxBackendTests
{
    private const string Data = "/usr/share/libonnx-testdata/data";

    /// <summary>ILGPU's emulated accelerator is slow: it runs the cases whose files are small.</summary>
    private const long SmallModel = 20_000;

    private static readonly string[] Suites = ["node", "pytorch-converted", "pytorch-operator"];

    /// <summary>Cases that use an operator in an unsupported way, each with a part of the message.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["test_resize_downsample_sizes_nearest_tf_half_pixel_for_nn"] = "'tf_half_pixel_for_nn'",
        ["test_resize_tf_crop_and_resize"] = "'tf_crop_and_resize'",
        ["test_batchnorm_epsilon_training_mode"] = "training mode",
        ["test_batchnorm_example_training_mode"] = "training mode",
        ["test_training_dropout"] = "training mode",
        ["test_training_dropout_default"] = "training mode",
        ["test_training_dropout_default_mask"] = "training mode",
        ["test_training_dropout_mask"] = "training mode",
    };

    /// <summary>
    /// Cases of align_corners with a scale whose product is no whole number: they divide by the size before it is
    /// rounded down. PyTorch, ONNX Runtime and the importer divide by the output's size.
    /// </summary>
    private static readonly string[] Disputed =
    [
        "test_resize_downsample_scales_cubic_align_corners",
        "test_resize_downsample_scales_linear_align_corners",
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from folder in Folders
        from device in new[] { "reference", "cpu", "ilgpu-cpu" }
        where device != "ilgpu-cpu" || new FileInfo(Path.Combine(folder, "model.onnx")).Length < SmallModel
        select new TestCaseData(folder, device).SetArgDisplayNames(Path.GetFileName(folder), device);

    private static IEnumerable<string> Folders => !Directory.Exists(Data) ? [] : Suites
        .SelectMany(suite => Directory.GetDirectories(Path.Combine(Data, suite)).Order(StringComparer.Ordinal))
        .Where(OnnxBackendTest.Applies);

    [Test]
    public void TestData_IsThere()
    {
        if (!Directory.Exists(Data))
        {
            Requirement.Missing("onnx-testdata", $"{Data} is absent (Debian's libonnx-testdata)");
        }

        string[] folders = [.. Folders];
        foreach (string suite in Suites)
        {
            string[] all = Directory.GetDirectories(Path.Combine(Data, suite));
            TestContext.Out.WriteLine($"{suite}: {all.Count(folders.Contains)} of {all.Length} apply");
        }

        Assert.That(folders, Has.Length.GreaterThan(450));
    }

    [TestCaseSource(nameof(Cases))]
    public void Case(string folder, string device)
    {
        if (Refused.TryGetValue(Path.GetFileName(folder), out string? reason))
        {
            Assert.That(
                () => OnnxBackendTest.Run(folder, Device.Parse(device)),
                Throws.TypeOf<UnsupportedModelException>().With.Message.Contains(reason));
            return;
        }

        IReadOnlyList<OnnxOutputComparison> outputs = OnnxBackendTest.Run(folder, Device.Parse(device, threads: 2));
        Assert.That(outputs, Is.Not.Empty);
        if (Disputed.Contains(Path.GetFileName(folder)))
        {
            Assert.That(outputs, Has.All.Property(nameof(OnnxOutputComparison.Wrong)).Positive);
            return;
        }

        Assert.That(outputs.Where(output => !output.Passes), Is.Empty);
    }
}
