using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniConvViz.Kernels;

/// <summary>Chooses a <see cref="LaneForm"/>, and runs jobs with it.</summary>
internal static class LaneForms
{
    /// <summary>The widest form this machine supports.</summary>
    public static LaneForm Best =>
        IsSupported(LaneForm.Avx512) ? LaneForm.Avx512
        : IsSupported(LaneForm.Avx2) ? LaneForm.Avx2
        : IsSupported(LaneForm.Vector128) ? LaneForm.Vector128
        : LaneForm.Scalar;

    /// <summary>Whether this machine, with the runtime's present settings, has the instructions of a form.</summary>
    public static bool IsSupported(LaneForm form) => form switch
    {
        LaneForm.Avx512 => Avx512F.IsSupported,
        LaneForm.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        LaneForm.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>
    /// <see cref="CpuWorkers.For{TJob}"/> with the job compiled for a form, which this machine must support.
    /// </summary>
    public static void For<TJob>(LaneForm form, CpuWorkers workers, int count, TJob job, int scratchFloats = 0)
        where TJob : unmanaged, ILanesJob
    {
        switch (form)
        {
            case LaneForm.Avx512:
                ByWidth<TJob, LanesAvx512, Vector512<float>> avx512 = new(job);
                workers.For(count, ref avx512, scratchFloats);
                break;
            case LaneForm.Avx2:
                ByWidth<TJob, LanesAvx2, Vector256<float>> avx2 = new(job);
                workers.For(count, ref avx2, scratchFloats);
                break;
            case LaneForm.Vector128:
                ByWidth<TJob, LanesVector128, Vector128<float>> vector128 = new(job);
                workers.For(count, ref vector128, scratchFloats);
                break;
            default:
                ByWidth<TJob, LanesScalar, float> scalar = new(job);
                workers.For(count, ref scalar, scratchFloats);
                break;
        }
    }

    private readonly struct ByWidth<TJob, TLanes, TVector>(TJob job) : ICpuJob
        where TJob : unmanaged, ILanesJob
        where TLanes : unmanaged, ILanes<TVector>
        where TVector : unmanaged
    {
        private readonly TJob _job = job;

        public void Run(int index, int worker, CpuWorkers workers) => _job.Run<TLanes, TVector>(index, worker, workers);
    }
}
