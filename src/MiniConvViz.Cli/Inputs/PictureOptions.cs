using System.CommandLine;
using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The words that say how a picture is read and prepared, shared by all commands that take one.</summary>
internal sealed class PictureOptions
{
    private readonly PixelOptions _pixels = new();

    private readonly SizeOptions _sizes = new();

    private readonly Option<bool> _exif = new("--exif")
    {
        Description = "Turn the picture as its EXIF orientation says (torchvision does not, but for TIFF).",
    };

    private readonly Option<string> _gray16 = new("--gray16")
    {
        Description = "What becomes of 16-bit grey pictures: clip (values above 255 turn white, as in Pillow) or scale "
            + "(their high byte is kept).",
        HelpName = "clip|scale",
        DefaultValueFactory = _ => "clip",
    };

    private readonly Option<string?> _layout = new("--layout")
    {
        Description = "Feed pictures as [N,C,H,W] or [N,H,W,C]; left out, as the network's input and transposes say.",
        HelpName = "nchw|nhwc",
    };

    private readonly Option<string?> _preprocess = new("--preprocess")
    {
        Description = "A graph that makes the network's input out of a picture's bytes, as some packages bring one.",
        HelpName = "FILE.onnx",
    };

    private readonly SandboxOption _sandbox = new();

    private readonly InputShapeOption? _inputShape;

    /// <summary>The words of a command.</summary>
    /// <param name="inputShape">The command's <c>--input-shape</c>, which gives a size as well; null for none.</param>
    public PictureOptions(InputShapeOption? inputShape = null)
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

    /// <summary>Whether pictures can be made an input of a network.</summary>
    public bool TakesPictures(ParseResult words, Network network) => network.Inputs.Count == 1
        && (words.GetValue(_preprocess) is not null || CardOf(words, network).Channels is 1 or 3);

    /// <summary>Whether a picture is normalised as ImageNet's are by a guess.</summary>
    public bool IsAssumed(ParseResult words, ModelCard card) => card is { IsAssumed: true, Channels: 3 }
        && !_pixels.AreGiven(words) && words.GetValue(_preprocess) is null;

    /// <summary>Whether a picture is resized and cropped by a guess.</summary>
    public bool IsSizeAssumed(ParseResult words, ModelCard card) => card.IsAssumed && !_sizes.IsWhole(words)
        && !IsSizeGiven(words) && words.GetValue(_preprocess) is null;

    /// <summary>Reads a picture.</summary>
    public PictureFile FileOf(ParseResult words, FileInfo file) => new(
        file,
        words.GetValue(_exif),
        words.GetRequiredValue(_gray16) == "scale" ? Gray16.Scale : Gray16.Clip,
        _sandbox.ReaderOf(words));

    /// <summary>How pictures are prepared.</summary>
    /// <exception cref="UsageException">The words contradict each other or the network.</exception>
    public Preprocessing Of(ParseResult words, Network network)
    {
        PreparingNetwork? graph = GraphOf(words, network);
        Preprocessing known = graph?.Picture ?? Preprocessing.For(CardOf(words, network));
        Preprocessing usual = _sizes.Apply(words, known, InputShapeOf(words, network, known));
        Preprocessing chosen = _pixels.Apply(words, usual, graph?.Graph.Card ?? network.Card);
        if (graph is not null && chosen is { CropHeight: int height, CropWidth: int width })
        {
            CheckFits(graph, network, chosen.InputShape(height, width));
        }

        return chosen;
    }

    /// <summary>What chooses a size picture by picture; null where the network, or the words, say one.</summary>
    public OpenSize? OpenSizeOf(ParseResult words, Network network, Preprocessing preprocessing)
    {
        Network takes = preprocessing.Network?.Graph ?? network;
        return takes.Card.HasOpenSize && !IsSizeGiven(words) ? new OpenSize(takes, preprocessing) : null;
    }

    private bool IsSizeGiven(ParseResult words) =>
        _sizes.IsSizeGiven(words) || _inputShape?.IsGiven(words) == true;

    /// <summary>The shape of one picture's input that is given, whose channels are the network's.</summary>
    private Shape? InputShapeOf(ParseResult words, Network network, Preprocessing known)
    {
        if (_inputShape?.Of(words, network) is not Shape shape)
        {
            return null;
        }

        if (words.GetValue(_preprocess) is not null)
        {
            throw new UsageException(
                "--input-shape is that of the network's input, which --preprocess makes; --size sets the picture's.");
        }

        (int channels, string expected) = known.ChannelsAreLast
            ? (shape[3], $"[N,H,W,{known.Channels}]")
            : (shape[1], $"[N,{known.Channels},H,W]");
        if (channels != known.Channels)
        {
            throw new UsageException($"--input-shape: {network.Name} takes pictures {expected}, got {shape}.");
        }

        return shape.Batch == 1 || FixedBatch.Of(network, [shape.With(0, 1)]) == shape.Batch
            ? shape
            : throw new UsageException($"--input-shape: every picture is an input of its own, so N is 1, got {shape}.");
    }

    /// <summary>The network's card, its input taken for [N,C,H,W] or [N,H,W,C] as the words say.</summary>
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

    private static void CheckFits(PreparingNetwork graph, Network network, Shape picture)
    {
        try
        {
            Shape made = graph.Graph.InferShapes(picture)[graph.Graph.Output.Index];
            _ = network.InferShapes(made);
        }
        catch (NetworkException problem)
        {
            throw new UsageException(
                $"--preprocess: pictures {picture} through {graph.Name} do not fit {network.Name}: {problem.Message}.");
        }
    }
}
