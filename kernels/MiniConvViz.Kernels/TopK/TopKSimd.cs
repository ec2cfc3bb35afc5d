namespace MiniConvViz.Kernels;

/// <summary>
/// The K largest elements on the CPU's threads, in one pass over each position. A binary heap holds the indices of the
/// K best elements so far, the worst of them at its root: an element that comes before the root replaces it.
/// </summary>
internal static unsafe class TopKSimd
{
    /// <summary>As <see cref="TopKReference"/>.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="input">[Outer,Length,Inner]</param>
    /// <param name="output">[Outer,K,Inner]</param>
    public static void Run(
        CpuWorkers workers, in TopKGeometry geometry, ReadOnlySpan<float> input, Span<float> output)
    {
        fixed (float* inputPointer = input, outputPointer = output)
        {
            PositionsJob job = new()
            {
                Geometry = geometry,
                Input = inputPointer,
                Output = outputPointer,
                PerPiece = CpuGrain.ItemsPerPiece((long)geometry.Axis.Length + geometry.K),
            };
            workers.For(
                CpuGrain.Pieces(geometry.Axis.Positions, job.PerPiece), ref job, scratchFloats: geometry.K);
        }
    }

    /// <summary>One piece is some positions.</summary>
    private struct PositionsJob : ICpuJob
    {
        public TopKGeometry Geometry;
        public float* Input;
        public float* Output;
        public int PerPiece;

        public readonly void Run(int index, int worker, CpuWorkers workers)
        {
            // An int is as long as a float.
            int* heap = (int*)workers.Scratch(worker, Geometry.K);
            int first = index * PerPiece;
            int end = first + Math.Min(PerPiece, Geometry.Axis.Positions - first);
            for (int position = first; position < end; position++)
            {
                float* row = Input + Geometry.Axis.First(position);
                Choose(row, heap);
                Write(row, heap, Output + Geometry.FirstOutput(position));
            }
        }

        /// <summary>Fills the heap with the indices of the K best elements of a position.</summary>
        private readonly void Choose(float* row, int* heap)
        {
            int k = Geometry.K;
            for (int i = 0; i < k; i++)
            {
                heap[i] = i;
            }

            for (int at = (k / 2) - 1; at >= 0; at--)
            {
                SiftDown(row, heap, at, k);
            }

            for (int i = k; i < Geometry.Axis.Length; i++)
            {
                if (IsBefore(row, i, heap[0]))
                {
                    heap[0] = i;
                    SiftDown(row, heap, 0, k);
                }
            }
        }

        /// <summary>Takes the worst element from the heap again and again: the output is filled from its end.</summary>
        private readonly void Write(float* row, int* heap, float* output)
        {
            for (int left = Geometry.K; left > 0; left--)
            {
                int worst = heap[0];
                output[(nint)(left - 1) * Geometry.Axis.Inner] =
                    Geometry.GivesIndices != 0 ? worst : row[(nint)worst * Geometry.Axis.Inner];
                heap[0] = heap[left - 1];
                if (left > 1)
                {
                    SiftDown(row, heap, 0, left - 1);
                }
            }
        }

        /// <summary>Moves an index down until it comes after both of its children, which are heaps.</summary>
        private readonly void SiftDown(float* row, int* heap, int at, int count)
        {
            int moved = heap[at];
            for (int child = (2 * at) + 1; child < count; child = (2 * at) + 1)
            {
                if (child + 1 < count && IsBefore(row, heap[child], heap[child + 1]))
                {
                    child++;
                }

                if (!IsBefore(row, moved, heap[child]))
                {
                    break;
                }

                heap[at] = heap[child];
                at = child;
            }

            heap[at] = moved;
        }

        private readonly bool IsBefore(float* row, int i, int j) => Geometry.IsBefore(
            row[(nint)i * Geometry.Axis.Inner], i, row[(nint)j * Geometry.Axis.Inner], j);
    }
}
