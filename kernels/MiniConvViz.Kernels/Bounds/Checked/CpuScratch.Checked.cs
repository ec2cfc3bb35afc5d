namespace MiniConvViz.Kernels;

/// <content>The scratch memory that may be accessed.</content>
internal sealed unsafe partial class CpuScratch
{
    private KnownScratch? _known;

    partial void MakeKnown(float* first, int count)
    {
        MemoryRange range = new((nuint)first, (nuint)count * sizeof(float), "scratch memory");
        if (_known?.Range != range)
        {
            _known?.Forget();
            _known = new KnownScratch(range);
        }
    }
}
