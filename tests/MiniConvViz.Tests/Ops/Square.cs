using MiniConvViz.Ops;
using MiniConvViz.Steps;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests;

/// <summary>An operator as in a program outside of this repository, with public members only.</summary>
public sealed class Square : CustomOperator
{
    public override Shape InferShape(ReadOnlySpan<Shape> inputs) => ExpectOne(inputs);

    protected override void Run(HostCall call)
    {
        for (int i = 0; i < call.Output.Length; i++)
        {
            call.Output[i] = call.Input(0)[i] * call.Input(0)[i];
        }
    }
}
