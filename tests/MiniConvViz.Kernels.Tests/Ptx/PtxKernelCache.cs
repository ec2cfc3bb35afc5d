using System.Linq.Expressions;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using MiniConvViz.Ptx;

namespace MiniConvViz.Kernels.Tests.Ptx;

/// <summary>
/// Kernels in PTX, interpreted instruction by instruction on the CPU: <see cref="PtxGroup"/>. Memory is
/// that of ILGPU's emulated accelerator, which lies on the host.
/// </summary>
internal sealed class PtxKernelCache(GpuDescription device, Accelerator accelerator, PtxCounter? counter = null)
    : GpuKernelCache(device, accelerator)
{
    /// <summary>Threads of a block if a kernel does not fix them.</summary>
    private const int GroupSize = 64;

    protected override TLauncher CreateLauncher<TLauncher>(MethodInfo kernel)
    {
        string ptx = PtxKernels.Compile(kernel, CudaArchitecture.SM_80, CudaInstructionSet.ISA_80);
        Dictionary<string, PtxFunction> functions = PtxParser.Parse(ptx, out PtxFunction entry);
        PtxModule.RequireResolved(functions);

        void Launch(object range, object[] arguments)
        {
            (int groups, int threads) = range switch
            {
                KernelConfig config => (config.GridDim.X, config.GroupDim.X),
                Index1D index => ((index.X + GroupSize - 1) / GroupSize, GroupSize),
                _ => throw new NotSupportedException($"a launch over {range.GetType()}"),
            };
            object[] all = range is Index1D count ? [count.X, .. arguments] : arguments;
            try
            {
                PtxLaunch launch = PtxArguments.Launch(functions, entry, threads, all);
                try
                {
                    if (counter is null)
                    {
                        launch.Run(groups);
                    }
                    else
                    {
                        launch.Count(groups, counter);
                    }
                }
                finally
                {
                    foreach (PtxMemory memory in launch.Memory)
                    {
                        memory.Dispose();
                    }
                }
            }
            catch (PtxException problem)
            {
                throw new PtxException($"{NameOf(kernel)}: {problem.Message}");
            }
        }

        // (stream, range, a, b, ..) => Launch(range, [a, b, ..])
        ParameterExpression[] parameters =
        [
            .. typeof(TLauncher).GetMethod("Invoke")!.GetParameters()
                .Select(parameter => Expression.Parameter(parameter.ParameterType)),
        ];
        Expression arguments = Expression.NewArrayInit(
            typeof(object), parameters.Skip(2).Select(argument => Expression.Convert(argument, typeof(object))));
        return Expression.Lambda<TLauncher>(
            Expression.Invoke(
                Expression.Constant((Action<object, object[]>)Launch),
                Expression.Convert(parameters[1], typeof(object)),
                arguments),
            parameters).Compile();
    }
}
