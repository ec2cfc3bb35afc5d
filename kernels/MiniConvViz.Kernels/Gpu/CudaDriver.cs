using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace MiniConvViz.Kernels;

/// <summary>
/// The calls of NVIDIA's driver that ILGPU has no binding for: waits between streams, and graphs. They are looked up in
/// the library that ILGPU computes with, each by its name; a driver that is too old for one of them does not export
/// its name.
/// </summary>
/// <remarks>
/// All of them work on the context that is current in the calling thread.
/// Source: the CUDA driver API's sections on streams and on graphs, docs.nvidia.com/cuda/cuda-driver-api.
/// </remarks>
internal static unsafe class CudaDriver
{
    /// <summary>CU_STREAM_CAPTURE_MODE_THREAD_LOCAL: other threads may go on with calls that end a capture.</summary>
    private const int ThreadLocalCapture = 1;

    private static readonly nint Library = GpuDriver.Load(GpuDriver.Cuda);

    private static readonly delegate* unmanaged<nint, nint, uint, CudaError> StreamWaitEvent =
        (delegate* unmanaged<nint, nint, uint, CudaError>)Find("cuStreamWaitEvent");

    private static readonly delegate* unmanaged<nint, int, CudaError> StreamBeginCapture =
        (delegate* unmanaged<nint, int, CudaError>)Find("cuStreamBeginCapture_v2");

    private static readonly delegate* unmanaged<nint, out nint, CudaError> StreamEndCapture =
        (delegate* unmanaged<nint, out nint, CudaError>)Find("cuStreamEndCapture");

    /// <summary>Since CUDA 11.4.</summary>
    private static readonly delegate* unmanaged<out nint, nint, ulong, CudaError> GraphInstantiateWithFlags =
        (delegate* unmanaged<out nint, nint, ulong, CudaError>)Find("cuGraphInstantiateWithFlags");

    /// <summary>Its predecessor; the arguments for the failing node and a log are null.</summary>
    private static readonly delegate* unmanaged<out nint, nint, nint, nint, nuint, CudaError> GraphInstantiate =
        (delegate* unmanaged<out nint, nint, nint, nint, nuint, CudaError>)Find("cuGraphInstantiate_v2");

    private static readonly delegate* unmanaged<nint, nint, CudaError> GraphLaunch =
        (delegate* unmanaged<nint, nint, CudaError>)Find("cuGraphLaunch");

    private static readonly delegate* unmanaged<nint, CudaError> GraphDestroy =
        (delegate* unmanaged<nint, CudaError>)Find("cuGraphDestroy");

    private static readonly delegate* unmanaged<nint, CudaError> GraphExecDestroy =
        (delegate* unmanaged<nint, CudaError>)Find("cuGraphExecDestroy");

    /// <summary>Whether one stream can wait for another; every driver that ILGPU supports has this call.</summary>
    public static bool HasStreamWaits => StreamWaitEvent != null;

    /// <summary>Whether the driver has all calls for graphs (CUDA 11.0 and newer).</summary>
    public static bool HasGraphs =>
        StreamBeginCapture != null && StreamEndCapture != null
        && (GraphInstantiateWithFlags != null || GraphInstantiate != null)
        && GraphLaunch != null && GraphDestroy != null && GraphExecDestroy != null;

    /// <summary>Work that is queued on a stream from now on waits for the event; the host does not wait.</summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public static void MakeWait(CudaStream stream, nint awaited) =>
        CudaException.ThrowIfFailed(StreamWaitEvent(stream.StreamPtr, awaited, 0));

    /// <summary>
    /// Begins a capture: work that this thread queues on the stream is not run but recorded in a graph.
    /// </summary>
    /// <exception cref="CudaException">The driver reports an error, as it does for the default stream.</exception>
    public static void BeginCapture(CudaStream stream) =>
        CudaException.ThrowIfFailed(StreamBeginCapture(stream.StreamPtr, ThreadLocalCapture));

    /// <summary>Ends the capture; work that is queued on the stream runs again.</summary>
    /// <returns>The graph, which is the caller's to destroy.</returns>
    /// <exception cref="CudaException">Some of the queued work could not be captured.</exception>
    public static nint EndCapture(CudaStream stream)
    {
        CudaException.ThrowIfFailed(StreamEndCapture(stream.StreamPtr, out nint graph));
        return graph;
    }

    /// <summary>Instantiates a graph, so that it can be launched any number of times.</summary>
    /// <returns>
    /// The executable graph, which is the caller's to destroy and does not need the graph any more.
    /// </returns>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public static nint Instantiate(nint graph)
    {
        CudaException.ThrowIfFailed(
            GraphInstantiateWithFlags != null
                ? GraphInstantiateWithFlags(out nint executable, graph, 0)
                : GraphInstantiate(out executable, graph, 0, 0, 0));
        return executable;
    }

    /// <summary>Queues a whole graph on a stream.</summary>
    /// <exception cref="CudaException">The driver reports an error.</exception>
    public static void Launch(nint executable, CudaStream stream) =>
        CudaException.ThrowIfFailed(GraphLaunch(executable, stream.StreamPtr));

    /// <exception cref="CudaException">The driver reports an error.</exception>
    public static void DestroyGraph(nint graph) => CudaException.ThrowIfFailed(GraphDestroy(graph));

    /// <exception cref="CudaException">The driver reports an error.</exception>
    public static void DestroyExecutable(nint executable) => CudaException.ThrowIfFailed(GraphExecDestroy(executable));

    private static nint Find(string name) =>
        Library != 0 && NativeLibrary.TryGetExport(Library, name, out nint address) ? address : 0;
}
