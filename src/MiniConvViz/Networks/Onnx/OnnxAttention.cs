using MiniConvViz.Ops;
using MiniConvViz.Tensors;

namespace MiniConvViz.Networks.Onnx;

/// <summary>
/// Attention, <c>softmax(scale * Q K^T + mask) V</c>, with as many key heads as query heads and without keys and values
/// of earlier runs.
/// </summary>
/// <remarks>Source: https://onnx.ai/onnx/operators/onnx__Attention.html</remarks>
internal static class OnnxAttention
{
    public static OnnxTable Table { get; } = new() { ["Attention"] = Import };

    private static void Import(OnnxCall call)
    {
        Refuse(call);
        Node query = Heads(call, 0, "q_num_heads");
        Node key = Heads(call, 1, "kv_num_heads");
        Node value = Heads(call, 2, "kv_num_heads");
        Node scaled = Times(call, query, ScaleOf(call));
        Node scores = call.Inner(
            "scores", new MatMul(), scaled, call.Inner("keys", new Permute([0, 1, 3, 2]), key));
        float cap = call.Node.Float("softcap", 0f);
        scores = cap == 0f
            ? scores
            : Times(call, call.Inner("tanh", new Tanh(), Times(call, scores, 1f / cap)), cap);
        scores = Masked(call, Causal(call, scores));
        Node weights = call.Inner("weights", new Softmax(-1), scores);
        if (call.RankOf(0) == 4)
        {
            call.Emit(new MatMul(), weights, value);
            return;
        }

        Node mixed = call.Inner("mixed", new MatMul(), weights, value);
        Node rows = call.Inner("rows", new Permute([0, 2, 1, 3]), mixed);
        call.Emit(new Reshape(new[] { 0, 0, -1 }), rows);
    }

    private static void Refuse(OnnxCall call)
    {
        string? problem = call.Has(4) || call.Has(5) || call.Wants(1) || call.Wants(2)
            ? "keeps keys and values from run to run (past_key)"
            : call.Wants(3) ? "returns its scores (qk_matmul_output)"
            : call.Has(6) ? "has padded keys (nonpad_kv_seqlen)"
            : HeadsOf(call, 0, "q_num_heads") != HeadsOf(call, 1, "kv_num_heads")
                ? "shares key heads between query heads"
            : null;
        if (problem is not null)
        {
            throw new OnnxRefusal(problem);
        }
    }

    private static int HeadsOf(OnnxCall call, int index, string attribute) =>
        call.RankOf(index) == 4 ? call.ShapeOf(index)[1] : call.Node.Int(attribute, 1);

    /// <summary>[N,heads,L,D] from either layout of the file: [N,L,heads*D] is split into heads.</summary>
    private static Node Heads(OnnxCall call, int index, string attribute)
    {
        if (call.RankOf(index) == 4)
        {
            return call.Input(index);
        }

        int heads = call.Node.Int(attribute, 1);
        Node cut = call.Inner("heads", new Reshape(new[] { 0, 0, heads, -1 }), call.Input(index));
        return call.Inner("heads", new Permute([0, 2, 1, 3]), cut);
    }

    private static float ScaleOf(OnnxCall call)
    {
        int features = call.ShapeOf(0)[^1] / (call.RankOf(0) == 4 ? 1 : Math.Max(call.Node.Int("q_num_heads", 1), 1));
        return call.Node.Float("scale", (float)(1.0 / Math.Sqrt(features)));
    }

    /// <summary>A query attends to no key after its own position: -infinity above the diagonal.</summary>
    private static Node Causal(OnnxCall call, Node scores)
    {
        if (!call.Node.Flag("is_causal", false))
        {
            return scores;
        }

        int length = call.RankOf(0) - 2;
        LentShapes lent = call.Lend();
        ShapeFormula shape = lent.Map([call.ExtentsOf(0)[length], call.ExtentsOf(1)[call.RankOf(1) - 2]]);
        Node infinities = call.Inner("infinities", new Full(shape, float.NegativeInfinity), lent.Inputs);
        Node mask = call.Inner("causal", new Trilu(upper: true, diagonal: 1), infinities);
        return call.Inner("masked", new Add(), scores, mask);
    }

    /// <summary>A float mask is added; where a boolean mask is false, the score becomes -infinity.</summary>
    private static Node Masked(OnnxCall call, Node scores) => !call.Has(3) ? scores
        : call.Value(3).IsInteger
            ? call.Inner(
                "masked",
                new Where(),
                call.Input(3),
                scores,
                call.Inner("infinity", new Tensor([], [float.NegativeInfinity])))
        : call.Inner("masked", new Add(), scores, call.Input(3));

    private static Node Times(OnnxCall call, Node node, float factor) =>
        call.Inner("scaled", new Mul(), node, call.Inner("factor", new Tensor([], [factor])));
}
