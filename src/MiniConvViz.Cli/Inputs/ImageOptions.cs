using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The options for reading and preprocessing images, shared by all commands that take one.</summary>
internal sealed class ImageOptions
{
    private readonly PixelOptions _pixels = new();

    private readonly SizeOptions _sizes = new();

    private readonly Option<bool> _exif = new("--exif")
    {
        Description = "Rotate the image by its EXIF orientation; torchvision does so only for TIFF.",
    };

    private readonly Option<string> _gray16 = new("--gray16")
    {
        Description = "How 16-bit grey images are read: clip (values above 255 turn white, as in Pillow) or scale "
            + "(their high byte is kept).",
        HelpName = "clip|scale",
        DefaultValueFactory = _ => "clip",
    };

    private readonly Option<string?> _layout = new("--layout")
    {
        Description = "Feed images as [N,C,H,W] or [N,H,W,C]; default: by the network's input and transposes.",
        HelpName = "nchw|nhwc",
    };

    private readonly Option<string?> _preprocess = new("--preprocess")
    {
        Description = "An ONNX graph that preprocesses images; from an image's bytes to the network's input.",
        HelpName = "FILE.onnx",
    };

    private readonly SandboxOption _sandbox = new();

    private readonly InputShapeOption? _inputShape;

    /// <summary>The options of a command.</summary>
    /// <param name="inputShape">The command's <c>--input-shape</c>, which sets the size as well; null for none.</param>
    public ImageOptions(InputShapeOption? inputShape = null)
    {
        _inputShape = inputShape;
        _gray16.AcceptOnlyFromAmong("clip", "scale");
        _layout.AcceptOnlyFromAmong("nchw", "nhwc");
    }

    public void AddTo(Command command)
    {
        Option[] all = [.. _sizes.All, _exif, _gray16, .. _pixels.All, _layout, _preprocess, _sandbox];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether a network takes images.</summary>
    public bool TakesImages(ParseResult words, Network network) => network.Inputs.Count == 1
        && (words.GetValue(_preprocess) is not null || CardOf(words, network).Channels is 1 or 3);

    /// <summary>Whether an image is normalised as for ImageNet by a guess.</summary>
    public bool IsAssumed(ParseResult words, ModelCard card) => card is { IsAssumed: true, Channels: 3 }
        && !_pixels.AreGiven(words) && words.GetValue(_preprocess) is null;

    /// <summary>Whether an image is resized and cropped by a guess.</summary>
    public bool IsSizeAssumed(ParseResult words, ModelCard card) => card.IsAssumed && !_sizes.IsWhole(words)
        && !IsSizeGiven(words) && words.GetValue(_preprocess) is null;

    /// <summary>The image file with the options for reading it.</summary>
    public ImageFile FileOf(ParseResult words, FileInfo file) => new(
        file,
        words.GetValue(_exif),
        words.GetRequiredValue(_gray16) == "scale" ? Gray16.Scale : Gray16.Clip,
        _sandbox.ReaderOf(words));

    /// <summary>How images are preprocessed.</summary>
    /// <exception cref="UsageException">The options contradict each other or the network.</exception>
    public Preprocessing Of(ParseResult words, Network network)
    {
        PreparingNetwork? graph = GraphOf(words, network);
        Preprocessing known = graph?.Preprocessing ?? Preprocessing.For(CardOf(words, network));
        Preprocessing usual = _sizes.Apply(words, known, InputShapeOf(words, network, known));
        Preprocessing chosen = _pixels.Apply(words, usual, graph?.Graph.Card ?? network.Card);
        if (graph is not null && chosen is { CropHeight: int height, CropWidth: int width })
        {
            CheckFits(graph, network, chosen.InputShape(height, width));
        }

        return chosen;
    }

    /// <summary>The choice of a size for each image; null where the network or the options set one.</summary>
    public OpenSize? OpenSizeOf(ParseResult words, Network network, Preprocessing preprocessing)
    {
        Network takes = preprocessing.Network?.Graph ?? network;
        return takes.Card.HasOpenSize && !IsSizeGiven(words) ? new OpenSize(takes, preprocessing) : null;
    }

    private bool IsSizeGiven(ParseResult words) =>
        _sizes.IsSizeGiven(words) || _inputShape?.IsGiven(words) == true;

    /// <summary>The given shape of one image's input, whose channels are the network's.</summary>
    private Shape? InputShapeOf(ParseResult words, Network network, Preprocessing known)
    {
        if (_inputShape?.Of(words, network) is not Shape shape)
        {
            return null;
        }

        if (words.GetValue(_preprocess) is not null)
        {
            throw new UsageException(
                "--input-shape is that of the network's input, which --preprocess makes; --size sets the image's.");
        }

        (int channels, string expected) = known.ChannelsAreLast
            ? (shape[3], $"[N,H,W,{known.Channels}]")
            : (shape[1], $"[N,{known.Channels},H,W]");
        if (channels != known.Channels)
        {
            throw new UsageException($"--input-shape: {network.Name} takes images {expected}, got {shape}.");
        }

        return shape.Batch == 1 || FixedBatch.Of(network, [shape.With(0, 1)]) == shape.Batch
            ? shape
            : throw new UsageException($"--input-shape: every image is an input of its own, so N is 1, got {shape}.");
    }

    /// <summary>The network's card, with the layout [N,C,H,W] or [N,H,W,C] that the options set.</summary>
    private ModelCard CardOf(ParseResult words, Network network)
    {
        ModelCard card = network.Card;
        bool isLast = words.GetValue(_layout) == "nhwc";
        if (words.GetValue(_layout) is null || isLast == card.ChannelsAreLast
            || network.ExampleShapes is not [{ Rank: 4 } shape])
        {
            return card;
        }

        (int channels, int height, int width) =
            isLast ? (shape[3], shape[1], shape[2]) : (shape[1], shape[2], shape[3]);
        ModelCard other = ModelCard.ImageNet(card.Name);
        bool isColor = channels == other.Channels && !card.TakesBytes;
        return card with
        {
            Channels = channels,
            ChannelsAreLast = isLast,
            IsAssumed = !card.TakesBytes,
            CropSize = height,
            Width = height == width ? null : width,
            ResizeShortSide = height == width ? height * other.ResizeShortSide / other.CropSize : null,
            Mean = isColor ? other.Mean : [.. Enumerable.Repeat(0f, channels)],
            Std = isColor ? other.Std : [.. Enumerable.Repeat(1f, channels)],
        };
    }

    private PreparingNetwork? GraphOf(ParseResult words, Network network)
    {
        if (words.GetValue(_preprocess) is not string file)
        {
            return null;
        }

        if (_pixels.AreGiven(words))
        {
            throw new UsageException(
                "--preprocess: the graph normalises; leave out --mean, --std, --range and --mean-image.");
        }

        try
        {
            Network graph = OnnxReader.Read(FilePath.Of("--preprocess", file), given: null, strict: true);
            return new PreparingNetwork(graph, Device.Cpu());
        }
        catch (NetworkException problem)
        {
            throw new UsageException($"--preprocess {file}: {problem.Message}.");
        }
    }

    private static void CheckFits(PreparingNetwork graph, Network network, Shape image)
    {
        try
        {
            Shape made = graph.Graph.InferShapes(image)[graph.Graph.Output.Index];
            _ = network.InferShapes(made);
        }
        catch (NetworkException problem)
        {
            throw new UsageException(
                $"--preprocess: images {image} through {graph.Name} do not fit {network.Name}: {problem.Message}.");
        }
    }
}
