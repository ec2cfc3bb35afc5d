using MiniConvViz.Tensors;

namespace MiniConvViz.Execution;

/// <summary>What every operator may ask about the run it is part of, whatever the device.</summary>
internal interface ICall
{
    int InputCount { get; }

    Shape OutputShape { get; }

    Shape InputShape(int index);

    /// <summary>The shapes of all inputs, as <c>Operator.InferShape</c> takes them.</summary>
    Shape[] InputShapes();
}
