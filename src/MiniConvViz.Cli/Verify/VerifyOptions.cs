using System.CommandLine;
using MiniConvViz.Analysis;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The options of <c>verify</c> besides those for the model, nodes and device.</summary>
internal sealed class VerifyOptions
{
    private readonly ImageOptions _preprocessing = new();

    private readonly Option<string?> _reference = new("--reference", "-r")
    {
        Description = "PyTorch's activations: the .safetensors file that weights/dump_reference.py wrote.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _image = new("--image", "-i")
    {
        Description = "The image that the reference was made from: its preprocessing is then compared, too.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _noIsolate = new("--no-isolate")
    {
        Description = "Run the whole network at once; errors add up, and the bounds grow with them.",
    };

    private readonly Option<bool> _isolate = new("--isolate")
    {
        Description = "Feed every node PyTorch's activations; each is then judged by itself (the default).",
    };

    private readonly Option<string?> _html = new("--html")
    {
        Description = "Write a report with pictures of the worst layers; this program's, PyTorch's and the difference.",
        HelpName = "DIR",
    };

    /// <summary>A folder with a model, inputs and expected outputs.</summary>
    public Option<string?> OnnxTest { get; } = new("--onnx-test")
    {
        Description = "Instead of a model and a reference: a folder of ONNX's own backend tests "
            + "(model.onnx, test_data_set_*/input_*.pb and output_*.pb).",
        HelpName = "DIR",
    };

    public FigureOptions Figures { get; } = new();

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_reference, OnnxTest, _image, _isolate, _noIsolate, _html])
        {
            command.Options.Add(option);
        }

        Figures.AddTo(command);
        _preprocessing.AddTo(command);
    }

    public ReferenceFile ReferenceOf(ParseResult words) => words.GetValue(_reference) is string file
        ? ReferenceFile.Read(FilePath.Of("--reference", file))
        : throw new UsageException(
            "compare with what? Give --reference FILE.safetensors; weights/dump_reference.py writes one.");

    /// <summary>The folder of the report, or null where none is requested.</summary>
    public string? ReportOf(ParseResult words) =>
        words.GetValue(_html) is string folder ? FilePath.Of("--html", folder) : null;

    public bool IsIsolated(ParseResult words) => words.GetValue(_isolate) && words.GetValue(_noIsolate)
        ? throw new UsageException("--isolate and --no-isolate contradict each other.")
        : !words.GetValue(_noIsolate);

    /// <summary>The image with several preprocessings; none where no image is given.</summary>
    public IReadOnlyList<PreparedInput> ImageOf(ParseResult words, Network network, ReferenceFile reference)
    {
        if (words.GetValue(_image) is not string file)
        {
            return [];
        }

        if (!_preprocessing.TakesImages(words, network))
        {
            throw new UsageException($"--image: the preprocessing of {network.Name} is unknown.");
        }

        RgbImage image = _preprocessing.FileOf(words, new FileInfo(FilePath.Of("--image", file))).Read();
        Preprocessing usual = _preprocessing.Of(words, network);
        bool isOpen = usual.Network is null && _preprocessing.OpenSizeOf(words, network, usual) is not null;
        return MistakenInputs.Of(image, isOpen ? SizedAs(reference.InputsFor(network)[0], image, usual) : usual);
    }

    /// <summary>Where the network leaves height and width open, they are taken from the reference's input.</summary>
    private static Preprocessing SizedAs(Tensor input, RgbImage image, Preprocessing usual) =>
        (usual.ChannelsAreLast ? (input.Shape[1], input.Shape[2]) : (input.Shape.Height, input.Shape.Width))
            is var (height, width) && (height, width) == (image.Height, image.Width)
            ? usual.AtOriginalSize()
            : usual.WithSize(height, width);
}
