using System.CommandLine;
using MiniConvViz.Formats;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// The words that say what the network is fed: pictures, preprocessed as its card says, or ready tensors.
/// </summary>
internal sealed class InputOptions
{
    private readonly InputShapeOption _shape = new(
        "The input's N,C,H,W: pictures go in at HxW, and ready tensors of another shape are refused; left out, --size, "
        + "the network, the picture or the tensor says.");

    private readonly PictureOptions _pictures;

    private readonly Option<string[]> _images = new("--image", "-i")
    {
        Description = "Pictures, or folders of pictures (theirs, not those of folders in them), or patterns such as "
            + "holidays/*.jpg; left out, a bundled model takes the picture that travels with it.",
        HelpName = "FILE|DIR",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _tensors = new("--input")
    {
        Description = "Instead of pictures, ready tensors, fed as they are: .npy, or .npz, .safetensors and .pt with "
            + "the key 'input' or one tensor only. A network of several inputs takes one for each.",
        HelpName = "FILE[:KEY]",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> _index = new("--batch-index")
    {
        Description = "Of ready tensors that hold a batch, feed one only: 0 for the first; left out, all.",
        HelpName = "K",
    };

    public InputOptions()
    {
        _pictures = new PictureOptions(_shape);
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
        _pictures.AddTo(command);
    }

    /// <summary>What each run of the network is fed.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="network">The network.</param>
    /// <param name="splits">Whether each input of a tensor's batch is one of its own, as each picture is.</param>
    /// <exception cref="UsageException">The words contradict each other or the network.</exception>
    public IReadOnlyList<IInputSource> SourcesOf(ParseResult words, Network network, bool splits = false)
    {
        string[] images = words.GetValue(_images) ?? [];
        if (words.GetValue(_tensors) is { Length: > 0 } places)
        {
            return images.Length > 0
                ? throw new UsageException("--image and --input both say what to feed; give one of them.")
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
                : throw new UsageException("which picture? Give --image FILE, or a tensor with --input FILE.");
        }

        if (!_pictures.TakesPictures(words, network))
        {
            string names = string.Join(", ", network.Inputs.Select(node => node.Name));
            throw new UsageException(
                $"{network.Name} takes no picture but {names} {string.Join(", ", network.ExampleShapes)}; "
                + "give a tensor for each with --input FILE.");
        }

        Preprocessing preprocessing = _pictures.Of(words, network);
        OpenSize? openSize = _pictures.OpenSizeOf(words, network, preprocessing);
        bool isSizeAssumed = _pictures.IsSizeAssumed(words, network.Card);
        bool isAssumed = _pictures.IsAssumed(words, network.Card);
        return
        [
            .. ImagePlaces.FilesOf(images).Select(image =>
                new ImageSource(_pictures.FileOf(words, image), preprocessing, openSize)
                {
                    IsAssumed = isAssumed,
                    IsSizeAssumed = isSizeAssumed,
                }),
        ];
    }

    /// <summary>
    /// The shapes of the first tensors given, for a network whose file leaves them open; where pictures are given, that
    /// of <c>--input-shape</c>, if it is given; none where a file cannot be read, which is reported in its turn.
    /// </summary>
    public IReadOnlyList<Shape> FirstShapesOf(ParseResult words)
    {
        const int mostInputs = 4; // what follows belongs to further runs
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
