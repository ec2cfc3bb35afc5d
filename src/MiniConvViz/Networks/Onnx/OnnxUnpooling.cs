using MiniConvViz.Kernels;
using MiniConvViz.Ops;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// MaxUnpool: the values of a max pooling go back to where they came from, and zeros elsewhere. The indices count over
/// the whole tensor that was pooled, so that it is a scatter into that many zeros.
/// <code>output.flatten()[indices] = input,   extent of the output = (extent - 1) * stride + kernel - pads</code>
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__MaxUnpool.html</remarks>
internal static class OnnxUnpooling
{
    /// <summary>Turns one into nodes, along any number of axes.</summary>
    public static void MaxUnpool(OnnxCall call)
    {
        ShapeTerm[] extents = Extents(call);
        LentShapes lent = call.Lend();
        ShapeFormula count = lent.Map([OnnxTerms.Product(extents)]);
        Node zeros = call.Inner("zeros", new Full(count, 0f), lent.Inputs);
        Node values = call.Inner("values", new Reshape(new[] { -1 }), call.Input(0));
        Node places = call.Inner("places", new Reshape(new[] { -1, 1 }), call.Input(1));
        Node scattered = call.Inner("scattered", new ScatterND(ScatterReduction.None), zeros, places, values);
        lent = call.Lend(scattered);
        ShapeFormula shape = lent.Map(extents);
        if (!call.Has(2))
        {
            call.Emit(new Reshape(shape), lent.Inputs);
            return;
        }

        // The indices are those of the inferred shape, also where another one is given.
        Node whole = call.Inner("whole", new Reshape(shape), lent.Inputs);
        IReadOnlyList<ShapeTerm> wanted = call.Terms(2, "output_shape");
        if (wanted.Count != extents.Length)
        {
            throw call.Node.Error($"has {wanted.Count} extents in output_shape for {extents.Length} axes");
        }

        lent = call.Lend(whole);
        ShapeFormula more = lent.Map(wanted.Zip(extents, (to, from) =>
            (ShapeTerm)new ShapeTerm.ComputedTerm("Sub", v => v[0] - v[1], [to, from])));
        call.Emit(new Pad(new int[extents.Length], more), lent.Inputs);
    }

    private static ShapeTerm[] Extents(OnnxCall call)
    {
        ShapeTerm[] extents = [.. call.ExtentsOf(0)];
        int axes = extents.Length - 2;
        int[] kernel = call.Node.Ints("kernel_shape") ?? throw call.Node.Error("has no kernel_shape");
        int[] strides = call.Node.Ints("strides") ?? [.. Enumerable.Repeat(1, Math.Max(axes, 0))];
        int[] pads = call.Node.Ints("pads") ?? new int[2 * Math.Max(axes, 0)];
        if (axes < 1 || kernel.Length != axes || strides.Length != axes || pads.Length != 2 * axes)
        {
            throw call.Node.Error(
                $"has {kernel.Length} kernel extents, {strides.Length} strides and {pads.Length} pads for the input "
                + $"{call.ShapeOf(0)}");
        }

        for (int axis = 0; axis < axes; axis++)
        {
            double stride = strides[axis];
            double more = (double)kernel[axis] - pads[axis] - pads[axis + axes];
            extents[axis + 2] = new ShapeTerm.ComputedTerm(
                "Unpool", v => ((v[0] - 1) * stride) + more, [extents[axis + 2]]);
        }

        return extents;
    }
}
