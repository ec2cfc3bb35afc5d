using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Range where it is no list of a few known values: as many values as a size says, or many. Its bounds follow from
/// shapes.
/// </summary>
internal static class OnnxRanges
{
    /// <summary>Makes the node, or the constant; false where the operator is another.</summary>
    /// <exception cref="OnnxRefusal">The bounds are computed from values.</exception>
    /// <exception cref="ShapeException">It is longer than the file may ask for.</exception>
    public static bool TryEmit(OnnxCall call)
    {
        if (call.Node.Kind != "Range")
        {
            return false;
        }

        LentShapes lent = call.Lend();
        Arange range = new(lent.Map(
            [.. call.Terms(0, "start"), .. call.Terms(1, "limit"), .. call.Terms(2, "delta")]));
        bool isInteger = Enumerable.Range(0, call.Count).All(index => call.Value(index).IsInteger);
        if (lent.Inputs.Length > 0)
        {
            call.Emit(0, range, lent.Inputs, isInteger);
            return true;
        }

        call.TakeNow(range.InferShape([]));
        call.Set(0, OnnxValue.Of(EagerRun.Run(range, []), isInteger));
        return true;
    }
}
