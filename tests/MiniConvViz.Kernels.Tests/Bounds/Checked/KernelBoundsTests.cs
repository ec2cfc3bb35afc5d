namespace MiniConvViz.Kernels.Tests;

/// <summary>
/// The checked build detects an access one element out of bounds, for every vector width and on every thread.
/// </summary>
public sealed unsafe class KernelBoundsTests
{
    private const int Length = 64;

    private static IEnumerable<LaneForm> Forms => LaneCases.Forms;

    [Test]
    public void Access_InEveryWidth_IsFoundOneElementTooFarAndNotBefore(
        [ValueSource(nameof(Forms))] object form,
        [Values(false, true)] bool isWrite,
        [Values(1, 2)] int threads,
        [Values] MemoryKind kind)
    {
        float[] memory = new float[Length + 32];
        int lanes = form switch { LaneForm.Avx512 => 16, LaneForm.Avx2 => 8, LaneForm.Vector128 => 4, _ => 1 };
        using CpuWorkers workers = new(threads);
        int last = Length - lanes;
        Assert.DoesNotThrow(() => Run(0));
        Assert.DoesNotThrow(() => Run(last));
        foreach ((int place, int offset) in new[] { (last + 1, 4 * (last + 1)), (-1, -4) })
        {
            KernelBoundsException problem = Assert.Throws<KernelBoundsException>(() => Run(place))!;
            Assert.That(problem.IsWrite, Is.EqualTo(isWrite));
            Assert.That(problem.Bytes, Is.EqualTo(4 * lanes));
            Assert.That((problem.Offset, problem.Length), Is.EqualTo((offset, 4 * Length)));
            Assert.That(problem.Kernel, Is.EqualTo($"Lanes{form}.{(isWrite ? "Store" : "Load")}"));
        }

        void Run(int place)
        {
            OneAccess access = new() { Place = place, IsWrite = isWrite };
            fixed (float* first = memory.AsSpan(16, Length))
            {
                int frame = CheckedMemory.Enter();
                access.Shared = kind is MemoryKind.Scratch
                    ? workers.SharedScratch(Length)
                    : (float*)CheckedMemory.Pin(first, Length, sizeof(float), "memory in a test");
                try
                {
                    LaneForms.For((LaneForm)form, workers, 64, access);
                }
                finally
                {
                    CheckedMemory.Leave(frame);
                }
            }
        }
    }

    [Test]
    public void Pin_AfterItsMethodEnded_IsOutOfReach()
    {
        float* memory = stackalloc float[1];
        int frame = CheckedMemory.Enter();
        CheckedMemory.Pin(memory, 1, sizeof(float), "memory in a test");
        Assert.That(LanesScalar.Load(memory), Is.EqualTo(*memory));
        CheckedMemory.Leave(frame);
        nint address = (nint)memory;
        Assert.Throws<KernelBoundsException>(() => LanesScalar.Load((float*)address));
    }

    [Test]
    public void Run_KernelWithTooShortOutput_ReportsWhereAndHowFar()
    {
        // Two rows of three, but an output of five.
        float[] input = [1, 2, 3, 4, 5, 6];
        float[] output = new float[5];
        using CpuWorkers workers = new(1);
        KernelBoundsException problem = Assert.Throws<KernelBoundsException>(
            () => SoftmaxSimd.Run(workers, new AxisGeometry { Outer = 2, Length = 3, Inner = 1 }, input, output))!;
        Assert.That(problem.Message, Is.EqualTo(
            "VectorTail.Store: writes 4 bytes at offset 20 of 20 bytes (outputPointer in SoftmaxSimd.Run)"));
    }
}
