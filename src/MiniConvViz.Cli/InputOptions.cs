using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
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
    private const int LargestSize = 8192;

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

    private readonly Option<int?> _size = WholeNumber.Option(
        "--size", LargestSize, "Feed the network NxN pixels instead of the size it was trained on.");

    private readonly Option<bool> _noCrop = new("--no-crop")
    {
        Description = "Feed the whole resized picture instead of its centre square.",
    };

    private readonly Option<bool> _exif = new("--exif")
    {
        Description = "Turn the picture as its EXIF orientation says (torchvision does not).",
    };

    private readonly Option<string> _gray16 = new("--gray16")
    {
        Description = "What becomes of 16-bit grey pictures: clip (values above 255 turn white, as in Pillow) or scale "
            + "(their high byte is kept).",
        HelpName = "clip|scale",
        DefaultValueFactory = _ => "clip",
    };

    private readonly Option<string?> _mean = new("--mean")
    {
        Description = "Subtracted from pixels in 0 to 1, a number per channel; left out, as the model was trained.",
        HelpName = "R,G,B",
    };

    private readonly Option<string?> _std = new("--std")
    {
        Description = "Divides what is left, a number per channel; left out, as the model was trained.",
        HelpName = "R,G,B",
    };

    private readonly SandboxOption _sandbox = new();

    public InputOptions() => _gray16.AcceptOnlyFromAmong("clip", "scale");

    public void AddTo(Command command)
    {
        Option[] all = [_images, _tensors, _size, _noCrop, _exif, _gray16, _mean, _std, _sandbox];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What each run of the network is fed.</summary>
    /// <exception cref="UsageException">The words contradict each other or the network.</exception>
    public IReadOnlyList<IInputSource> SourcesOf(ParseResult words, Network network)
    {
        string[] images = words.GetValue(_images) ?? [];
        if (words.GetValue(_tensors) is { Length: > 0 } places)
        {
            return images.Length > 0
                ? throw new UsageException("--image and --input both say what to feed; give one of them.")
                : TensorsOf(places, network);
        }

        if (images.Length == 0)
        {
            images = ModelZoo.Bundled.Contains(network.Name)
                ? [Path.Combine(ModelZoo.BundledFolder, "images", "ankle-boot.png")]
                : throw new UsageException("which picture? Give --image FILE, or a tensor with --input FILE.");
        }

        if (network.Inputs.Count != 1 || network.Card.Channels is not (1 or 3))
        {
            string names = string.Join(", ", network.Inputs.Select(node => node.Name));
            throw new UsageException(
                $"{network.Name} takes no picture but {names} {string.Join(", ", network.ExampleShapes)}; "
                + "give a tensor for each with --input FILE.");
        }

        Preprocessing preprocessing = Preprocess(words, network.Card);
        OpenSize? openSize = network.Card.HasOpenSize && words.GetValue(_size) is null
            ? new OpenSize(network, preprocessing)
            : null;
        ReadImage? read = _sandbox.ReaderOf(words);
        bool turn = words.GetValue(_exif);
        Gray16 gray16 = words.GetRequiredValue(_gray16) == "scale" ? Gray16.Scale : Gray16.Clip;
        bool isAssumed = network.Card is { IsAssumed: true, Channels: 3 }
            && words.GetValue(_mean) is null && words.GetValue(_std) is null;
        return
        [
            .. ImagePlaces.FilesOf(images).Select(
                image => new ImageSource(image, preprocessing, turn, gray16, read, openSize) { IsAssumed = isAssumed }),
        ];
    }

    /// <summary>
    /// The shapes of the first tensors given, for a network whose file leaves them open; none where pictures are given,
    /// or a file cannot be read, which is reported in its turn.
    /// </summary>
    public IReadOnlyList<Shape> FirstShapesOf(ParseResult words)
    {
        const int mostInputs = 4; // what follows belongs to further runs
        try
        {
            string[] places = words.GetValue(_tensors) ?? [];
            return [.. places.Take(mostInputs).Select(TensorFile.Read).Select(tensor => tensor.Shape)];
        }
        catch (UnreadableInputException)
        {
            return [];
        }
    }

    private static TensorSource[] TensorsOf(string[] places, Network network)
    {
        int inputs = network.Inputs.Count;
        if (places.Any(string.IsNullOrWhiteSpace))
        {
            throw new UsageException("--input takes files, got an empty name.");
        }

        return places.Length % inputs == 0
            ? [.. places.Chunk(inputs).Select(chunk => new TensorSource(chunk))]
            : throw new UsageException(
                $"--input: {network.Name} has {inputs} inputs "
                + $"({string.Join(", ", network.Inputs.Select(node => node.Name))}) and takes a file for each, got {places.Length}.");
    }

    private Preprocessing Preprocess(ParseResult words, ModelCard card)
    {
        Preprocessing preprocessing = Preprocessing.For(card);
        if (words.GetValue(_size) is int size)
        {
            preprocessing = preprocessing.WithSize(size);
        }

        if (words.GetValue(_noCrop))
        {
            preprocessing = preprocessing.WithoutCrop();
        }

        if (card.TakesBytes && (words.GetValue(_mean) ?? words.GetValue(_std)) is not null)
        {
            throw new UsageException(
                $"{card.Name} takes integers: pictures go in as bytes, 0 to 255, so --mean and --std do not apply.");
        }

        return preprocessing with
        {
            Mean = Numbers("--mean", words.GetValue(_mean), preprocessing.Channels) ?? preprocessing.Mean,
            Std = Numbers("--std", words.GetValue(_std), preprocessing.Channels) is { } std
                ? std.Contains(0) ? throw new UsageException("--std divides, so none of it can be 0.") : std
                : preprocessing.Std,
        };
    }

    private static ImmutableArray<float>? Numbers(string option, string? text, int channels)
    {
        if (text is null)
        {
            return null;
        }

        float[] numbers = new float[channels];
        string[] parts = text.Split(',');
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts.Length != channels
                || !float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !float.IsFinite(numbers[i]))
            {
                throw new UsageException($"{option} takes {channels} numbers, one per channel, got '{text}'.");
            }
        }

        return [.. numbers];
    }
}
