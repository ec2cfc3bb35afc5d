using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>The shapes of a step, for its code on any device.</summary>
internal interface ICall
{
    int InputCount { get; }

    Shape OutputShape { get; }

    Shape InputShape(int index);
}

/// <summary>Methods of every call.</summary>
internal static class Calls
{
    /// <summary>The shapes of all inputs, as <c>Operator.InferShape</c> takes them.</summary>
    public static Shape[] InputShapes(this ICall call) =>
        [.. Enumerable.Range(0, call.InputCount).Select(call.InputShape)];
}
