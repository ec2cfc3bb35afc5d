using MiniConvViz.Execution;
using MiniConvViz.Networks;
using MiniConvViz.Taps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Parity;

/// <summary>
/// Whole networks of the zoo on OpenCL, without PyTorch: every node compared with the reference device.
/// </summary>
[Category("OpenCL")]
public sealed class ZooOnOpenCLTests
{
    /// <summary>
    /// A fifth of the contract, of which these weights, under which rounding errors hardly grow, need a tenth.
    /// </summary>
    private const double MaxRelativeError = 1e-6;

    [TestCase("inception_v3")]
    [TestCase("mobilenet_v3_small")]
    public void EveryNode_IsThatOfTheReference(string model)
    {
        Device openCL = Open();
        Network network = ModelZoo.Find(model).Build(new RandomParameters(3), classes: 10);
        Tensor input = new RandomParameters(4).Get("input", [1, 3, 96, 96]);
        IReadOnlyList<Activation> expected = Run(network, input, Device.Reference);
        IReadOnlyList<Activation> got = Run(network, input, openCL);
        foreach ((Activation ours, Activation truth) in got.Zip(expected))
        {
            NumericAssert.Close(ours.Values, truth.Values, $"{truth.Node}", MaxRelativeError);
        }
    }

    private static Device Open()
    {
        try
        {
            return TestDevices.Open("opencl");
        }
        catch (DeviceException problem)
        {
            Requirement.Missing("opencl", problem.Message);
            throw;
        }
    }

    private static IReadOnlyList<Activation> Run(Network network, Tensor input, Device device)
    {
        using Session session = new(network, device);
        using Tap tap = session.Tap("*");
        session.Run(input);
        return [.. tap.Activations];
    }
}
