using System.CommandLine;
using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// The options that choose the network's inputs: images, preprocessed as its model card says, or tensors.
/// </summary>
internal sealed class InputOptions
{
    private readonly InputShapeOption _shape = new(
        "The input's N,C,H,W: images are fed at HxW, and tensors of another shape are refused; default: by --size, "
        + "the network, the image or the tensor.");

    private readonly ImageOptions _preprocessing;

    private readonly Option<string[]> _images = new("--image", "-i")
    {
        Description = "Images, folders of images, or patterns (*.jpg); subfolders are not searched; default for "
            + "bundled models: a bundled image.",
        HelpName = "FILE|DIR",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _tensors = new("--input")
    {
        Description = "Instead of images, tensors without preprocessing: .npy, or .npz, .safetensors and .pt with "
            + "the key 'input' or one tensor only. A network of several inputs takes one for each.",
        HelpName = "FILE[:KEY]",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> _index = new("--batch-index")
    {
        Description = "Of tensors that hold a batch, feed one input only: 0 for the first; default: all.",
        HelpName = "K",
    };

    public InputOptions()
    {
        _preprocessing = new ImageOptions(_shape);
        _index.Validators.Add(words =>
        {
            if (words.Tokens.Count == 1 && words.Tokens[0].Value.StartsWith('-'))
            {
                words.AddError($"--batch-index counts from 0, got '{words.Tokens[0].Value}'.");
            }
        });
    }

    public void AddTo(Command command)
    {
        Option[] all = [_images, _tensors, _index];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }

        _shape.AddTo(command);
        _preprocessing.AddTo(command);
    }

    /// <summary>The inputs of each run of the network.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="network">The network.</param>
    /// <param name="splits">Whether a tensor's batch is split into single inputs.</param>
    /// <exception cref="UsageException">The options contradict each other or the network.</exception>
    public IReadOnlyList<IInputSource> SourcesOf(ParseResult words, Network network, bool splits = false)
    {
        string[] images = words.GetValue(_images) ?? [];
        if (words.GetValue(_tensors) is { Length: > 0 } places)
        {
            return images.Length > 0
                ? throw new UsageException("--image and --input exclude each other; give one of them.")
                : TensorsOf(places, network, words, splits);
        }

        if (words.GetValue(_index) is not null)
        {
            throw new UsageException("--batch-index chooses among the tensors of --input, and there are none.");
        }

        if (images.Length == 0)
        {
            images = ModelZoo.Bundled.Contains(network.Name)
                ? [Path.Combine(ModelZoo.BundledFolder, "images", "ankle-boot.png")]
                : throw new UsageException("which image? Give --image FILE, or a tensor with --input FILE.");
        }

        if (!_preprocessing.TakesImages(words, network))
        {
            string names = string.Join(", ", network.Inputs.Select(node => node.Name));
            throw new UsageException(
                $"{network.Name} takes no image but {names} {string.Join(", ", network.ExampleShapes)}; "
                + "give a tensor for each with --input FILE.");
        }

        Preprocessing preprocessing = _preprocessing.Of(words, network);
        OpenSize? openSize = _preprocessing.OpenSizeOf(words, network, preprocessing);
        bool isSizeAssumed = _preprocessing.IsSizeAssumed(words, network.Card);
        bool isAssumed = _preprocessing.IsAssumed(words, network.Card);
        return
        [
            .. ImagePlaces.FilesOf(images).Select(image =>
                new ImageSource(_preprocessing.FileOf(words, image), preprocessing, openSize)
                {
                    IsAssumed = isAssumed,
                    IsSizeAssumed = isSizeAssumed,
                }),
        ];
    }

    /// <summary>
    /// The shapes of the first given tensors, for a network whose file leaves them open; for images that of
    /// <c>--input-shape</c>, if it is given; none where a file cannot be read, which is reported when it is loaded.
    /// </summary>
    public IReadOnlyList<Shape> FirstShapesOf(ParseResult words)
    {
        const int mostInputs = 4; // further tensors belong to further runs
        try
        {
            string[] places = words.GetValue(_tensors) ?? [];
            return places.Length == 0 ? _shape.GivenOf(words)
                : [.. places.Take(mostInputs).Select(TensorFile.Read).Select(tensor => tensor.Shape)];
        }
        catch (UnreadableInputException)
        {
            return [];
        }
    }

    private IReadOnlyList<IInputSource> TensorsOf(string[] places, Network network, ParseResult words, bool splits)
    {
        int inputs = network.Inputs.Count;
        if (places.Any(string.IsNullOrWhiteSpace))
        {
            throw new UsageException("--input takes files, got an empty name.");
        }

        if (places.Length % inputs != 0)
        {
            throw new UsageException(
                $"--input: {network.Name} has {inputs} inputs "
                + $"({string.Join(", ", network.Inputs.Select(node => node.Name))}) and takes a file for each, got {places.Length}.");
        }

        Shape? expected = _shape.Of(words, network);
        IEnumerable<TensorSource> sources = places.Chunk(inputs).Select(
            chunk => new TensorSource(chunk, network.Inputs, words.GetValue(_index)) { Expected = expected });
        return splits ? [.. sources.SelectMany(source => source.Split(network))] : [.. sources];
    }
}
