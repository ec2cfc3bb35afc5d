namespace MiniConvViz.Kernels;

/// <summary>
/// The resources that one thread block of a tiled kernel needs on a multiprocessor, for <see cref="GpuTime"/>.
/// </summary>
/// <param name="Warps">Warps of the block.</param>
/// <param name="Resident">
/// Blocks that fit on a multiprocessor at once, its occupancy: limited by 65,536 registers and by shared memory.
/// </param>
/// <param name="StepInstructions">
/// Instructions of a warp for one step of the loop, as tests/cuda/assemble.sh counts them.
/// </param>
/// <param name="StepClocks">Clocks for which a step keeps the tensor cores busy; 0 without them.</param>
internal readonly record struct GpuBlock(int Warps, int Resident, int StepInstructions, int StepClocks = 0);
