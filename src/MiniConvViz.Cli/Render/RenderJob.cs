using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Cli;

/// <summary>
/// Runs a network on images, draws every selected layer, and writes the reports. For each batch, the network first runs
/// on all cores; then all cores draw its activations and read the next images. Each batch is computed in the memory of
/// the one before, so that the use of memory is constant.
/// </summary>
internal sealed class RenderJob(LoadedModel model, Device device, DrawingOptions options) : IProgressSource
{
    private readonly Network _network = model.Network;
    private readonly ImagesOfBatch _images = new();
    private readonly HashSet<string> _said = [];
    private int _done, _imagesDone;

    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>The folder of all results.</summary>
    public required RunFolder Folder { get; init; }

    /// <inheritdoc cref="Session.Exact"/>
    public required bool Exact { get; init; }

    /// <summary>Stops the job at the network's next step or the next picture.</summary>
    public CancellationToken Stop { get; init; }

    public string Doing => "drawing";

    /// <summary>Pictures drawn so far.</summary>
    public int Done => _done;

    /// <summary>Pictures to draw in all; known once the network is tapped.</summary>
    public int Total { get; private set; }

    /// <summary>Images whose pictures are all drawn.</summary>
    public int? Images => _imagesDone;

    /// <summary>Renders all images with one session. Of several, those that cannot be read are left out.</summary>
    public RenderOutcome Run(IReadOnlyList<RunTarget> targets)
    {
        using Session session = new(_network, device) { Exact = Exact, Stop = Stop };
        using Tap tap = session.Tap(options.NodesOf(_network, Layers));
        Total = targets.Count * tap.Nodes.Count;
        InputQueue queue = new(targets);
        List<RenderedImage> rendered = [];
        while (!Stop.IsCancellationRequested && queue.Peek() is ReadyInput next)
        {
            int size = BatchSize.For(_network, tap.Nodes, areKept: true, next.Shapes, targets.Count);
            List<ReadyInput> batch = queue.Take(size);
            rendered.AddRange(RenderUnlessStopped(session, tap, batch, queue));
            tap.Recycle();
        }

        return new RenderOutcome(rendered, [.. queue.Failures.Select(problem => problem.Message)]);
    }

    /// <summary>After an interrupted batch, its pictures are complete, but there is no report on them.</summary>
    private List<RenderedImage> RenderUnlessStopped(
        Session session, Tap tap, List<ReadyInput> batch, InputQueue queue)
    {
        try
        {
            return Render(session, tap, batch, queue);
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            return [];
        }
    }

    private List<RenderedImage> Render(Session session, Tap tap, List<ReadyInput> batch, InputQueue queue)
    {
        int size = FixedBatch.Of(_network, batch[0].Shapes) ?? batch.Count;
        SayOnce(size > batch.Count ? FixedBatch.Note(_network, size) : "");
        Shape[] shapes = FixedBatch.ShapesOfOne(_network, batch[0].Shapes);
        LayersToDraw layers = LayersToDraw.Among(tap.Nodes, shapes, options.Grid.Channels);
        SayOnce(layers.Lacking);
        SayOnce(options.Filters ? ConvolutionFilters.ProblemOf(_network, layers.Drawn) : "");
        ReportDrawing[] drawings =
            [.. batch.Select(input => new ReportDrawing(model, device, options, layers, input, Folder))];

        // A single image is drawn while the network runs, since that run does not use all cores and is the only one.
        DrawingTasks tasks = new(startAtOnce: Total == tap.Nodes.Count, Stop);
        Array.ForEach(drawings, drawing => tasks.Add(drawing.DrawInput));
        tap.Captured += DrawLayer;
        Tensor output = Run(session, ReadyInput.Together(batch, size), tasks);
        tap.Captured -= DrawLayer;

        queue.ReadAhead(batch.Count);
        tasks.Complete();
        return [.. drawings.Select((drawing, n) => Finish(drawing, _images.Of(_network.Output, output, n, size)))];

        void DrawLayer(Activation activation)
        {
            for (int n = 0; n < drawings.Length; n++)
            {
                int image = n;
                tasks.Add(() =>
                {
                    Tensor values = _images.Of(activation.Node, activation.Values, image, size);
                    drawings[image].DrawLayer(activation.Node, values);
                    Interlocked.Increment(ref _done);
                });
            }
        }
    }

    /// <summary>
    /// Runs the network. Where that fails, waits until the pictures that are being written are complete.
    /// </summary>
    private static Tensor Run(Session session, IReadOnlyList<Tensor> inputs, DrawingTasks drawing)
    {
        try
        {
            return session.Run(inputs);
        }
        catch
        {
            drawing.WaitForStarted();
            throw;
        }
    }

    /// <summary>Writes a line to stderr once, whatever the number of batches.</summary>
    private void SayOnce(string note)
    {
        if (note.Length > 0 && _said.Add(note))
        {
            Terminal.ErrorLine(note);
        }
    }

    private RenderedImage Finish(ReportDrawing drawing, Tensor output)
    {
        RenderedImage image = drawing.Finish(output);
        SayOnce(drawing.Doubt);
        _imagesDone++;
        return image;
    }
}
