using MiniConvViz.Kernels;
using MiniConvViz.Networks;
using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>Runs a small network with every family of kernels on a GPU, and compares each node with the CPU.</summary>
/// <param name="gpu">The device.</param>
/// <param name="open">Opens it, with these forms excluded.</param>
/// <param name="tolerance">The largest relative L2 error that is accepted.</param>
internal sealed class GpuNetworkTest(
    GpuDescription gpu, Func<IReadOnlyCollection<Enum>, GpuBackend> open, double tolerance)
{
    private readonly Network _network = Create();
    private readonly Tensor _input = new RandomParameters(5).Get("input", [2, 3, 19, 17]);

    /// <summary>How many kernels were compiled, over all runs.</summary>
    public int Kernels { get; private set; }

    /// <summary>How long the compilation took.</summary>
    public TimeSpan CompileTime { get; private set; }

    /// <summary>
    /// Runs the network until all its nodes are right, each time without the form of the first wrong node.
    /// </summary>
    /// <param name="excluded">The forms that were found to be wrong before.</param>
    /// <exception cref="DeviceException">The device fails at a node that has one form only.</exception>
    public GpuVerdict Run(IReadOnlyList<ExcludedForm> excluded)
    {
        List<ExcludedForm> all = [.. excluded];
        while (RunOnce([.. all.Select(form => form.ToEnum()!)]) is var (form, fault))
        {
            if (form is null || GpuFormCase.IsSimplest(form))
            {
                return new GpuVerdict(fault, all);
            }

            all.Add(ExcludedForm.Of(form, fault));
        }

        return new GpuVerdict(null, all);
    }

    /// <summary>The first wrong node of those computed, and how far it is off; null when all are right.</summary>
    internal static (Node Node, string Fault)? Judge(
        IEnumerable<(Node Node, Tensor Values)> computed, Func<Node, Tensor> expected, double tolerance)
    {
        foreach ((Node node, Tensor values) in computed)
        {
            double error = GpuSelfTest.RelativeError(values.Values, expected(node).Values);
            if (!(error <= tolerance))
            {
                return (node, $"{node} {GpuSelfTest.Describe(error)}");
            }
        }

        return null;
    }

    /// <summary>The form of the first wrong node, null where it has one form only, and the fault.</summary>
    private (Enum? Form, string Fault)? RunOnce(IReadOnlyCollection<Enum> excluded)
    {
        GpuBackend? backend = null;
        Device device = Device.Of(GpuDevices.NameOf(gpu.Kind), gpu.Name, () => backend = open(excluded));
        using Session session = new(_network, device);
        using Session truth = new(_network, Device.Cpu(1));
        KeptValues computed = new(_network.Nodes), expected = new(_network.Nodes);
        session.Watch(computed);
        truth.Watch(expected);
        Dictionary<Node, Enum?> forms = [];

        // A listener makes the session wait for each step: a failure is that of the step, not of a later one.
        session.StepTimed += step => forms[step.Nodes[^1]] = backend!.ReachedKernel;
        truth.Run(_input);
        try
        {
            session.Run(_input);
            return Judge(computed.InOrder, node => expected[node], tolerance) is var (node, fault)
                ? (forms.GetValueOrDefault(node), fault)
                : null;
        }
        catch (DeviceException problem) when (IsFaultOf(backend!.ReachedKernel, problem))
        {
            return (backend!.ReachedKernel, problem.Message);
        }
        finally
        {
            Kernels += backend!.Gpu.CompiledKernels;
            CompileTime += backend.Gpu.CompileTime;
        }
    }

    private static bool IsFaultOf(Enum? form, DeviceException problem) =>
        form is not null && !GpuFormCase.IsSimplest(form) && problem.InnerException is not GpuMemoryException;

    /// <summary>Sizes are odd except for the 1x1 filters, which have an even one.</summary>
    private static Network Create()
    {
        NetworkBuilder net = new(new ModelCard("self-test", 3, null, 17, [], [], []), new RandomParameters(4));
        Node x = net.Conv2d("stem", net.Input(), 3, 20, kernel: 7, stride: 2, padding: 3);
        x = net.Apply("stem.pool", new MaxPool2d(3, 1, 1), x);
        Node y = net.Conv2d("block.conv", x, 20, 20, kernel: 3, padding: 1, bias: false);
        y = net.BatchNorm2d("block.bn", y, 20);
        y = net.Apply("block.add", new Add(), y, x);
        y = net.Apply("block.relu", new ReLU(), y);
        y = net.Conv2d("depthwise", y, 20, 20, kernel: 4, stride: 2, padding: 1, groups: 20);
        y = net.Apply("silu", new SiLU(), y);
        y = net.Conv2d("pointwise", y, 20, 130, kernel: 1);
        y = net.Conv2d("wide", y, 130, 130, kernel: 3, padding: 1);
        y = net.Apply("cat", new Concat(), y, net.Apply("mean", new AvgPool2d(3, 1, 1), y));
        y = net.Apply("flatten", new Flatten(), net.Apply("avgpool", new AdaptiveAvgPool2d(1), y));
        net.Apply("softmax", new Softmax(1), net.Linear("fc", y, 260, 12));
        return net.Build();
    }

    /// <summary>The values of nodes in the latest run.</summary>
    private sealed class KeptValues(IReadOnlyList<Node> nodes) : IValueWatcher
    {
        private readonly Dictionary<Node, Tensor> _values = [];

        public IReadOnlyList<Node> Nodes => nodes;

        public IEnumerable<(Node Node, Tensor Values)> InOrder => _values
            .OrderBy(value => value.Key.Index)
            .Select(value => (value.Key, value.Value));

        public Tensor this[Node node] => _values[node];

        public void BeginRun() => _values.Clear();

        public void Take(Node node, Tensor values, bool isRecyclable) => _values.Add(node, values);

        public void Dispose()
        {
        }
    }
}
