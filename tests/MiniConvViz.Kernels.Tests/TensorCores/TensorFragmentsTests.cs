namespace MiniConvViz.Kernels.Tests;

/// <summary>The fragments of a warp, by an emulated warp of 32 threads in plain C#.</summary>
public sealed class TensorFragmentsTests
{
    private const int Lanes = 32;

    [Test]
    public void LeftFactor_EveryNumber_IsHeldOnce()
    {
        IEnumerable<(int, int)> held =
            from lane in Enumerable.Range(0, Lanes)
            from register in Enumerable.Range(0, 4)
            from half in Enumerable.Range(0, 2)
            select (TensorFragments.Row(lane, register), TensorFragments.Term(lane, register, half));
        Assert.That(held, Is.EquivalentTo(
            from row in Enumerable.Range(0, TensorFragments.Rows)
            from term in Enumerable.Range(0, TensorFragments.Terms)
            select (row, term)));
    }

    [Test]
    public void Warp_FourProducts_AreTheProductOfMatrices()
    {
        Random random = new(7);
        float[] left = Conv2dCase.RandomFloats(random, 16 * 16);      // [row, term]
        float[] right = Conv2dCase.RandomFloats(random, 16 * 16);     // [term, column]
        float[] got = new float[16 * 16];
        float[][] sums = [new float[16 * 8], new float[16 * 8]];
        for (int half = 0; half < 2; half++)
        {
            for (int product = 0; product < 2; product++)
            {
                MultiplyAdd(
                    (lane, register) => left[
                        (TensorFragments.Row(lane, register) * 16) + TensorFragments.Term(lane, register, half)],
                    (lane, register) => right[
                        (((TensorFragments.RightTerms(lane) * 4) + (half * 2) + register) * 16)
                        + TensorFragments.RightColumn(lane) + (product * 2)],
                    sums[product]);
            }
        }

        for (int lane = 0; lane < Lanes; lane++)
        {
            for (int register = 0; register < 4; register++)
            {
                for (int product = 0; product < 2; product++)
                {
                    int row = TensorFragments.SumRow(lane) + (register / 2 * 8);
                    int column = TensorFragments.SumColumn(lane) + (product * 2) + (register % 2);
                    got[(row * 16) + column] = sums[product][SumPlace(lane, register)];
                }
            }
        }

        FloatsAssert.Close(Product(left, right), got, 1e-6, "16 x 16 x 16");
    }

    private static float[] Product(float[] left, float[] right)
    {
        float[] product = new float[16 * 16];
        for (int row = 0; row < 16; row++)
        {
            for (int column = 0; column < 16; column++)
            {
                product[(row * 16) + column] =
                    Enumerable.Range(0, 16).Sum(k => left[(row * 16) + k] * right[(k * 16) + column]);
            }
        }

        return product;
    }

    // mma.m16n8k8: the meaning of the registers of all lanes, by the figures of the PTX ISA.
    private static void MultiplyAdd(Func<int, int, float> left, Func<int, int, float> right, float[] sums)
    {
        float[] a = new float[16 * 8];
        float[] b = new float[8 * 8];
        for (int lane = 0; lane < Lanes; lane++)
        {
            (int groupId, int inGroup) = (lane >> 2, lane % 4);
            a[(groupId * 8) + inGroup] = left(lane, 0);
            a[((groupId + 8) * 8) + inGroup] = left(lane, 1);
            a[(groupId * 8) + inGroup + 4] = left(lane, 2);
            a[((groupId + 8) * 8) + inGroup + 4] = left(lane, 3);
            b[(inGroup * 8) + groupId] = right(lane, 0);
            b[((inGroup + 4) * 8) + groupId] = right(lane, 1);
        }

        for (int row = 0; row < 16; row++)
        {
            for (int column = 0; column < 8; column++)
            {
                sums[(row * 8) + column] += Enumerable.Range(0, 8).Sum(k => a[(row * 8) + k] * b[(k * 8) + column]);
            }
        }
    }

    // c0, c1: row groupID, columns 2 * threadID_in_group and the next; c2, c3: eight rows below.
    private static int SumPlace(int lane, int register) =>
        (((lane >> 2) + (register / 2 * 8)) * 8) + (lane % 4 * 2) + (register % 2);
}
