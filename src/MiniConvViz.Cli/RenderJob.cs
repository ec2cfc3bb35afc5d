using MiniConvViz.Execution;
using MiniConvViz.Imaging;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// Sends pictures through a network, draws every layer that was asked for, and reports on it. Three things happen at
/// once: the next pictures are read, the network runs, and what it has computed is drawn. Each is at most a batch ahead
/// of the next, so that memory stays flat.
/// </summary>
internal sealed class RenderJob(LoadedModel model, Device device, GridOptions grid) : IProgressSource
{
    private readonly Network _network = model.Network;
    private int _done, _images;

    public required IReadOnlyList<string> Layers { get; init; }

    public required bool DrawFilters { get; init; }

    /// <summary>Pictures drawn so far.</summary>
    public int Done => _done;

    /// <summary>Pictures to draw in all; known once the network is tapped.</summary>
    public int Total { get; private set; }

    /// <summary>Images of which everything is drawn.</summary>
    public int? Images => _images;

    /// <summary>Renders all with one session. Of several, those that cannot be read are left out.</summary>
    public RenderOutcome Run(IReadOnlyList<RunTarget> targets)
    {
        using Session session = new(_network, device);
        using Tap tap = session.Tap(Layers);
        Total = targets.Count * tap.Nodes.Count;
        InputQueue queue = new(targets);
        List<RenderedImage> rendered = [];
        Task<RenderedImage[]> drawing = Task.FromResult(Array.Empty<RenderedImage>());
        while (queue.Peek() is ReadyInput next)
        {
            List<ReadyInput> batch = queue.Take(BatchSize.For(_network, tap.Nodes, next.Shapes, targets.Count));
            Task<RenderedImage[]> following = Start(session, tap, batch);
            rendered.AddRange(drawing.GetAwaiter().GetResult());
            drawing = following;
        }

        rendered.AddRange(drawing.GetAwaiter().GetResult());
        return new RenderOutcome(rendered, [.. queue.Failures.Select(problem => problem.Message)]);
    }

    /// <summary>Runs the network over a batch; each layer is drawn as soon as it is computed.</summary>
    private Task<RenderedImage[]> Start(Session session, Tap tap, List<ReadyInput> batch)
    {
        Shape[] shapes = _network.InferShapes(batch[0].Shapes);
        LayersToDraw layers = LayersToDraw.Among(tap.Nodes, shapes, grid.Channels);
        ReportDrawing[] drawings =
            [.. batch.Select(input => new ReportDrawing(model, device, grid, layers, input, DrawFilters))];
        List<Task> tasks = [.. drawings.Select(drawing => Task.Run(drawing.DrawInput))];
        tap.Captured += Draw;
        Tensor output = session.Run(ReadyInput.Together(batch));
        tap.Captured -= Draw;
        return Finish();

        void Draw(Activation activation)
        {
            for (int n = 0; n < drawings.Length; n++)
            {
                int image = n;
                tasks.Add(Task.Run(() =>
                {
                    drawings[image].DrawLayer(activation.Node, ImageOf(activation.Values, image, batch.Count));
                    Interlocked.Increment(ref _done);
                }));
            }
        }

        async Task<RenderedImage[]> Finish()
        {
            await Task.WhenAll(tasks).ConfigureAwait(false);
            return
            [
                .. drawings.Select((drawing, n) =>
                {
                    RenderedImage image = drawing.Finish(ImageOf(output, n, batch.Count));
                    _images++;
                    return image;
                }),
            ];
        }
    }

    /// <summary>One image of a batch as a tensor of its own.</summary>
    private static Tensor ImageOf(Tensor values, int n, int batch)
    {
        if (batch == 1)
        {
            return values;
        }

        Shape shape = values.Shape.With(0, 1);
        return new Tensor(shape, values.Values.Slice(n * shape.Count, shape.Count).ToArray());
    }
}
