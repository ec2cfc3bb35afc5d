using MiniConvViz.Tensors;

namespace MiniConvViz.Steps;

/// <summary>What code may ask about the step that it runs, whatever the device.</summary>
internal interface ICall
{
    int InputCount { get; }

    Shape OutputShape { get; }

    Shape InputShape(int index);
}

/// <summary>What follows for every call.</summary>
internal static class Calls
{
    /// <summary>The shapes of all inputs, as <c>Operator.InferShape</c> takes them.</summary>
    public static Shape[] InputShapes(this ICall call) =>
        [.. Enumerable.Range(0, call.InputCount).Select(call.InputShape)];
}
