using MiniConvViz.Ptx;

namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>The cost of a warp's requests by NVIDIA's guides: low for coalesced access, high for columns.</summary>
public sealed class PtxCounterTests
{
    [TestCase(PtxOp.LoadGlobal, 4, 1, 4, 4, TestName = "global: neighbours")]
    [TestCase(PtxOp.StoreGlobal, 4, 2, 8, 4, TestName = "global: every other")]
    [TestCase(PtxOp.LoadGlobal, 4, 8, 32, 4, TestName = "global: a sector each")]
    [TestCase(PtxOp.LoadGlobal, 4, 0, 1, 1, TestName = "global: all the same")]
    [TestCase(PtxOp.LoadGlobal, 16, 4, 16, 16, TestName = "global: neighbours, four each")]
    [TestCase(PtxOp.LoadShared, 4, 1, 1, 1, TestName = "shared: neighbours")]
    [TestCase(PtxOp.StoreShared, 4, 2, 2, 1, TestName = "shared: every other")]
    [TestCase(PtxOp.LoadShared, 4, 32, 32, 1, TestName = "shared: a column of 32")]
    [TestCase(PtxOp.LoadShared, 4, 33, 1, 1, TestName = "shared: a column of 33")]
    [TestCase(PtxOp.LoadShared, 4, 0, 1, 1, TestName = "shared: all the same")]
    [TestCase(PtxOp.LoadShared, 16, 4, 4, 4, TestName = "shared: neighbours, four each")]
    [TestCase(PtxOp.LoadShared, 16, 8, 8, 4, TestName = "shared: every other four")]
    public unsafe void Touch_ByAWarp_CostsSoMany(PtxOp op, int bytes, int stride, int cost, int fewest)
    {
        PtxCounter counter = new(groups: 1);
        PtxInstruction instruction = new()
        {
            Op = op,
            Text = "",
            Operands = [.. Enumerable.Range(0, 1 + (bytes / 4))],
            Bytes = 4,
        };
        for (int thread = 0; thread < 32; thread++)
        {
            counter.Touch(instruction, thread, (byte*)(4096 + (4 * stride * thread)));
        }

        counter.EndOfWarp();
        bool isShared = op is PtxOp.LoadShared or PtxOp.StoreShared;
        Assert.That(isShared ? counter.Shared : counter.Global, Is.EqualTo(((long)cost, (long)fewest)));
        Assert.That(isShared ? counter.Global : counter.Shared, Is.EqualTo((0L, 0L)));
    }

    [Test]
    public unsafe void Touch_TwiceByEachThread_IsTwoRequests()
    {
        PtxCounter counter = new(groups: 1);
        PtxInstruction instruction = new() { Op = PtxOp.LoadShared, Text = "", Operands = [0, 1], Bytes = 4 };
        for (int thread = 32; thread < 64; thread++)
        {
            counter.Touch(instruction, thread, (byte*)(4096 + (4 * thread)));
            counter.Touch(instruction, thread, (byte*)(8192 + (4 * thread)));
        }

        counter.EndOfWarp();
        Assert.That(counter.Shared, Is.EqualTo((2L, 2L)));
    }
}
