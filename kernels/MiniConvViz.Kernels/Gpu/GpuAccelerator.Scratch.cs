using ILGPU;
using ILGPU.Runtime;

namespace MiniConvViz.Kernels;

/// <content>
/// Memory for what lies between the steps of one operator. Operators run one after the other, so all of them share one
/// buffer.
/// </content>
internal sealed partial class GpuAccelerator
{
    private MemoryBuffer1D<float, Stride1D.Dense>? _scratch;

    /// <summary>
    /// Device memory whose contents last until the next operator asks. It is reserved when one first asks for so much,
    /// and kept: a second run reserves nothing.
    /// </summary>
    /// <param name="floats">How many numbers, at least.</param>
    /// <exception cref="GpuException">The device has not enough memory left.</exception>
    internal ArrayView<float> Scratch(int floats)
    {
        if (_scratch is null || _scratch.Length < floats)
        {
            FreeScratch();
            _scratch = Allocate(floats);
        }

        return _scratch.View.BaseView;
    }

    // What was asked for so far may still be at work there.
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
