using System.CommandLine;
using MiniConvViz.Networks;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>The option <c>--input-shape</c>: the shape of a network's input.</summary>
/// <param name="description">Its help text.</param>
internal sealed class InputShapeOption(
    string description = "The input's N,C,H,W; default: one image of the size that the network was trained on.")
{
    private readonly Option<string?> _shape = new("--input-shape")
    {
        Description = description,
        HelpName = "N,C,H,W",
    };

    public void AddTo(Command command) => command.Options.Add(_shape);

    /// <summary>The shapes of all inputs: the given one for the first, the network's own for the others.</summary>
    public Shape[] ShapesOf(ParseResult words, Network network)
    {
        Shape[] shapes = [.. network.ExampleShapes];
        if (Of(words, network) is Shape given)
        {
            shapes = [given, .. shapes[1..]];
        }
        else if (network.Card.HasOpenSize)
        {
            Terminal.ErrorLine(
                $"note: {network.Name} leaves the size of its input open; {string.Join(", ", shapes)} is a guess, "
                + "--input-shape sets it.");
        }

        return shapes;
    }

    /// <summary>Whether a shape is given.</summary>
    public bool IsGiven(ParseResult words) => words.GetValue(_shape) is not null;

    /// <summary>The shape given for the network's first input; null where it is left out.</summary>
    public Shape? Of(ParseResult words, Network network) => words.GetValue(_shape) is not string text ? null
        : network.ExampleShapes is [Shape first, ..] ? Parse(text, first.Rank)
        : throw new UsageException($"--input-shape: {network.Name} has no input.");

    /// <summary>
    /// The shape given for the first input, for a network whose file leaves it open; none where it is malformed, which
    /// is reported once the network is read.
    /// </summary>
    public IReadOnlyList<Shape> GivenOf(ParseResult words)
    {
        try
        {
            return words.GetValue(_shape) is string text ? [Parse(text, text.Split(',').Length)] : [];
        }
        catch (UsageException)
        {
            return [];
        }
    }

    private static Shape Parse(string text, int rank)
    {
        string[] parts = text.Split(',');
        int[] extents = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts.Length != rank || !int.TryParse(parts[i], out extents[i]) || extents[i] < 1)
            {
                string names = rank == 4 ? "four positive numbers N,C,H,W" : $"{rank} positive numbers";
                throw new UsageException($"--input-shape is {names}, got '{text}'.");
            }
        }

        try
        {
            return Shape.Create(extents);
        }
        catch (ArgumentException)
        {
            throw new UsageException($"--input-shape: a tensor holds at most {int.MaxValue} elements, got [{text}].");
        }
    }
}
