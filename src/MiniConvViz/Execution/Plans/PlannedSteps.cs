using MiniConvViz.Networks;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>
/// The steps that are planned so far, and the values that they compute: each node's value in every layout in which it
/// exists. A value is copied into another layout when a step reads it in that layout for the first time.
/// </summary>
/// <param name="shapes">The shapes of the nodes' values, by their index.</param>
/// <param name="watch">The watched nodes.</param>
internal sealed class PlannedSteps(Shape[] shapes, Watch watch)
{
    private readonly Dictionary<(Node Node, Layout Layout), PlannedValue> _values = [];
    private readonly List<Storage> _storages = [];
    private readonly List<Step> _steps = [];

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<Step> All => _steps;

    /// <summary>All pieces of memory, by their id.</summary>
    public IReadOnlyList<Storage> Storages => _storages;

    /// <summary>Whether a node's value exists in a layout.</summary>
    public bool Has(Node node, Layout layout) => _values.ContainsKey((node, layout));

    /// <summary>Whether a watcher takes the value in this layout.</summary>
    public bool IsDelivered(Node node, Layout layout) => watch.Taken.Contains(node) && layout == Layout.Plain;

    /// <summary>A value that the next step computes, in memory of its own.</summary>
    /// <param name="node">The node.</param>
    /// <param name="layout">The order of its elements.</param>
    /// <param name="isFresh">As <see cref="Storage"/> takes it.</param>
    /// <exception cref="NetworkException">It is too large.</exception>
    public PlannedValue NewValue(Node node, Layout layout, bool isFresh)
    {
        Shape shape = shapes[node.Index];
        Storage storage = new(_storages.Count, FloatsOf(node, layout, shape), isFresh);
        _storages.Add(storage);
        return Keep(node, new PlannedValue(shape, layout, storage));
    }

    /// <summary>
    /// A node's value in a layout; adds a step that copies it into that layout where there is none yet.
    /// </summary>
    public PlannedValue Read(Node node, Layout layout)
    {
        if (_values.TryGetValue((node, layout), out PlannedValue? value))
        {
            return value;
        }

        Layout other = layout == Layout.Plain ? Layout.Blocked : Layout.Plain;
        PlannedValue existing = _values[(node, other)];
        return Layouts.IsSameInBoth(existing.Shape)
            ? Keep(node, existing with { Layout = layout })
            : Convert(node, existing, layout);
    }

    /// <summary>Adds a step that copies a node's value into a layout.</summary>
    public PlannedValue Convert(Node node, PlannedValue value, Layout layout)
    {
        CpuForm change = LayoutChange.To(layout);
        PlannedValue output = NewValue(node, layout, isFresh: IsDelivered(node, layout));
        Add(new Step([node], [value], output, change, GpuForms: null));
        return output;
    }

    /// <summary>The node computes nothing: it gives the same elements another name, perhaps another shape.</summary>
    public void Share(Node node, Node source)
    {
        Shape shape = shapes[node.Index];
        if (shape != shapes[source.Index])
        {
            Keep(node, new PlannedValue(shape, Layout.Plain, Read(source, Layout.Plain).Storage));
            return;
        }

        foreach (Layout layout in Enum.GetValues<Layout>())
        {
            if (_values.TryGetValue((source, layout), out PlannedValue? value))
            {
                Keep(node, value);
            }
        }
    }

    /// <summary>Forgets a value that is out of date.</summary>
    public void Forget(Node node, Layout layout) => _values.Remove((node, layout));

    /// <summary>Adds a step, the last one so far to read its inputs.</summary>
    public void Add(Step step)
    {
        foreach (PlannedValue input in step.Inputs)
        {
            input.Storage.LastUse = _steps.Count;
        }

        _steps.Add(step);
    }

    /// <summary>Makes a value available to later steps.</summary>
    private PlannedValue Keep(Node node, PlannedValue value) => _values[(node, value.Layout)] = value;

    private static int FloatsOf(Node node, Layout layout, Shape shape)
    {
        try
        {
            return layout.Floats(shape);
        }
        catch (OverflowException)
        {
            throw new NetworkException(
                $"{node}: {shape} in blocks of sixteen channels has more than {int.MaxValue} elements;  "
                + "use a smaller image");
        }
    }
}
