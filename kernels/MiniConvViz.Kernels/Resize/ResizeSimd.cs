using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniConvViz.Kernels;

/// <summary>
/// Resizing on the CPU's vector units, in two steps per output row: the input rows around it are interpolated to one,
/// with contiguous access; then that row is resized horizontally.
/// </summary>
internal static unsafe class ResizeSimd
{
    /// <summary>Resizes as <see cref="ResizeReference"/>, with accumulators in float.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="geometry">All sizes.</param>
    /// <param name="table">Indices and weights, in the layout of <see cref="ResizeGeometry"/>.</param>
    /// <param name="input">[Outer,D,H,W,Inner]</param>
    /// <param name="output">[Outer,OD,OH,OW,Inner]</param>
    public static void Run(
        CpuWorkers workers,
        in ResizeGeometry geometry,
        ReadOnlySpan<float> table,
        ReadOnlySpan<float> input,
        Span<float> output)
    {
        fixed (float* tablePointer = table, inputPointer = input, outputPointer = output)
        {
            RowsJob job = new(geometry, tablePointer, inputPointer, outputPointer);
            workers.For(job.Pieces, ref job, job.ScratchFloats);
        }
    }

    /// <summary>A piece is some output rows.</summary>
    private readonly struct RowsJob(in ResizeGeometry geometry, float* table, float* input, float* output) : ICpuJob
    {
        private readonly ResizeGeometry _geometry = geometry;
        private readonly float* _table = table;
        private readonly float* _input = input;
        private readonly float* _output = output;
        private readonly int _rowsPerPiece = CpuGrain.ItemsPerPiece((long)geometry.OutWidth * geometry.Inner);

        public int Pieces => CpuGrain.Pieces(Rows, _rowsPerPiece);

        /// <summary>Scratch memory: one interpolated row.</summary>
        public int ScratchFloats => RowFloats;

        private int Rows => _geometry.Outer * _geometry.OutDepth * _geometry.OutHeight;

        private int RowFloats => _geometry.InWidth * _geometry.Inner;

        public void Run(int index, int worker, CpuWorkers workers)
        {
            float* mixed = workers.Scratch(worker, ScratchFloats);
            int first = index * _rowsPerPiece;
            int end = first + Math.Min(_rowsPerPiece, Rows - first);
            for (int row = first; row < end; row++)
            {
                Across(Down(row, mixed), _output + ((nint)row * _geometry.OutWidth * _geometry.Inner));
            }
        }

        /// <summary>
        /// The row from which an output row is computed: an input row, or an interpolation of several.
        /// </summary>
        private float* Down(int outputRow, float* mixed)
        {
            (int map, int y) = Math.DivRem(outputRow, _geometry.OutHeight);
            (int o, int z) = Math.DivRem(map, _geometry.OutDepth);
            float* placesZ = _table + (z * _geometry.TapsZ);
            float* placesY = _table + _geometry.TableY + (y * _geometry.TapsY);
            bool isOneRow = _geometry.TapsZ == 1 && _geometry.TapsY == 1;
            for (int tz = 0; tz < _geometry.TapsZ; tz++)
            {
                nint plane = ((nint)o * _geometry.InDepth) + (int)placesZ[tz];
                float weightZ = placesZ[tz + (_geometry.OutDepth * _geometry.TapsZ)];
                for (int ty = 0; ty < _geometry.TapsY; ty++)
                {
                    float* row = _input + (((plane * _geometry.InHeight) + (int)placesY[ty]) * RowFloats);
                    if (isOneRow)
                    {
                        return row;
                    }

                    float weight = weightZ * placesY[ty + (_geometry.OutHeight * _geometry.TapsY)];
                    Mix(row, weight, mixed, RowFloats, isFirst: tz == 0 && ty == 0);
                }
            }

            return mixed;
        }

        private void Across(float* row, float* output)
        {
            int taps = _geometry.TapsX;
            int inner = _geometry.Inner;
            float* places = _table + _geometry.TableX;
            float* weights = places + (_geometry.OutWidth * taps);
            if (inner == 1)
            {
                AcrossPixels(row, places, weights, output);
                return;
            }

            for (int x = 0; x < _geometry.OutWidth; x++)
            {
                for (int tx = 0; tx < taps; tx++)
                {
                    float* pixel = row + ((nint)(int)places[(x * taps) + tx] * inner);
                    Mix(pixel, weights[(x * taps) + tx], output + ((nint)x * inner), inner, isFirst: tx == 0);
                }
            }
        }

        /// <summary><c>output[x] = sum over t of weights[x,t] * row[places[x,t]]</c></summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void AcrossPixels(float* row, float* places, float* weights, float* output)
        {
            int taps = _geometry.TapsX;
            for (int x = 0; x < _geometry.OutWidth; x++)
            {
                float sum = weights[0] * row[(int)places[0]];
                for (int tx = 1; tx < taps; tx++)
                {
                    sum += weights[tx] * row[(int)places[tx]];
                }

                output[x] = sum;
                places += taps;
                weights += taps;
            }
        }

        /// <summary><c>mixed[i] = weight * from[i]</c>, or <c>+=</c> after the first.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Mix(float* from, float weight, float* mixed, int count, bool isFirst)
        {
            Vector<float> w = new(weight);
            int i = 0;
            for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> added = w * Vector.Load(from + i);
                (isFirst ? added : added + Vector.Load(mixed + i)).Store(mixed + i);
            }

            for (; i < count; i++)
            {
                float added = weight * from[i];
                mixed[i] = isFirst ? added : added + mixed[i];
            }
        }
    }
}
