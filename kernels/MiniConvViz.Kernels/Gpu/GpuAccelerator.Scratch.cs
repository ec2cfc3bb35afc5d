using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Scratch memory for the intermediate values of one operator. Operators run one after the other, so all of them use
/// the same buffer.
/// </content>
internal sealed partial class GpuAccelerator
{
    private MemoryBuffer1D<float, Stride1D.Dense>? _scratch;

    /// <summary>
    /// Device memory whose contents are valid until the next operator calls this. It is reserved when a call first
    /// needs this size, and kept: a second run reserves nothing.
    /// </summary>
    /// <param name="floats">How many floats, at least.</param>
    /// <exception cref="GpuException">The device has too little free memory.</exception>
    internal ArrayView<float> Scratch(int floats)
    {
        if (_scratch is null || _scratch.Length < floats)
        {
            FreeScratch();
            _scratch = Allocate(floats);
        }

        return _scratch.View.BaseView;
    }

    // Queued work may still use it.
    private void FreeScratch()
    {
        if (_scratch is not null)
        {
            Synchronize();
            Release(_scratch);
            _scratch = null;
        }
    }
}
