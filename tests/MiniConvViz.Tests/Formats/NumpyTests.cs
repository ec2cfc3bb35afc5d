using System.IO.Compression;
using System.Text;
using MiniConvViz.Formats;
using MiniConvViz.Tensors;

namespace MiniConvViz.Tests.Formats;

/// <summary>Arrays to and from real NumPy, byte for byte; damaged and hostile arrays are refused in one line.</summary>
public sealed class NumpyTests
{
    private const string Descr = "'descr': '<f4', ";
    private const string Order = "'fortran_order': False, ";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Npz_ReadByNumpy_HasTheSameBytes()
    {
        Dictionary<string, Tensor> tensors = Awkward();
        NpzWriter.Write(_folder.File("all.npz"), tensors);

        string seen = SystemPython.RunWithNumpy(
            """
            import sys, numpy
            arrays = numpy.load(sys.argv[1], allow_pickle=False)
            for name in arrays.files:
                array = arrays[name]
                print(name, array.dtype.str, list(array.shape), array.tobytes().hex(), sep="|")
            """,
            _folder.File("all.npz"));

        Assert.That(seen, Is.EqualTo(string.Concat(tensors.Select(pair => Line(pair.Key, pair.Value)))));
    }

    [Test]
    public void Npy_ReadByNumpy_HasTheSameBytes()
    {
        foreach ((string name, Tensor tensor) in Awkward())
        {
            NpyWriter.Write(_folder.File("one.npy"), tensor);
            string seen = SystemPython.RunWithNumpy(
                """
                import sys, numpy
                array = numpy.load(sys.argv[1], allow_pickle=False)
                print(sys.argv[2], array.dtype.str, list(array.shape), array.tobytes().hex(), sep="|")
                """,
                _folder.File("one.npy"), name);
            Assert.That(seen, Is.EqualTo(Line(name, tensor)));
        }
    }

    [Test]
    public void Npz_WrittenTwice_IsTheSameFile()
    {
        NpzWriter.Write(_folder.File("a.npz"), Awkward());
        NpzWriter.Write(_folder.File("b.npz"), Awkward());
        Assert.That(File.ReadAllBytes(_folder.File("a.npz")), Is.EqualTo(File.ReadAllBytes(_folder.File("b.npz"))));
    }

    [Test]
    public void Npz_NameTwice_LeavesTheOldFile()
    {
        string path = _folder.Write("out.npz", [1, 2, 3]);
        KeyValuePair<string, Tensor>[] twice = [new("a", new Tensor([1])), new("a", new Tensor([1]))];
        Assert.That(() => NpzWriter.Write(path, twice), Throws.ArgumentException);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Read_EveryTypeAndOrderThatNumpyWrites_GivesTheNumbers([Values("C", "F")] string order)
    {
        string[] types =
        [
            "<f4", ">f4", "<f8", ">f8", "<f2", ">f2", "<i8", ">i8", "<i4", ">i4", "<i2", ">i2", "i1", "<u8", ">u8",
            "<u4", ">u4", "<u2", ">u2", "u1", "?",
        ];
        SystemPython.RunWithNumpy(
            """
            import sys, numpy
            arrays = {str(i): numpy.array(numpy.arange(24).reshape(2, 3, 4), dtype=dtype, order=sys.argv[2])
                      for i, dtype in enumerate(sys.argv[3:])}
            for name, array in arrays.items():
                numpy.save(f"{sys.argv[1]}/{name}.npy", array)
            numpy.savez(f"{sys.argv[1]}/all.npz", **arrays)
            numpy.savez_compressed(f"{sys.argv[1]}/packed.npz", **arrays)
            """,
            [_folder.Root, order, .. types]);

        for (int i = 0; i < types.Length; i++)
        {
            IEnumerable<float> expected = Enumerable.Range(0, 24)
                .Select(number => types[i] == "?" ? Math.Min(number, 1) : (float)number);
            foreach (string place in (string[])[$"{i}.npy", $"all.npz:{i}", $"packed.npz:{i}"])
            {
                Tensor tensor = TensorFile.Read(_folder.File(place));
                Assert.That(tensor.Shape, Is.EqualTo(Shape.Create([2, 3, 4])), $"{types[i]} {place}");
                Assert.That(tensor.Values.ToArray(), Is.EqualTo(expected), $"{types[i]} {place}");
            }
        }
    }

    [TestCase("O", "'|O'")]
    [TestCase("c8", "'<c8'")]
    [TestCase("U3", "'<U3'")]
    [TestCase("f4,f4", "a text in quotes")]
    public void Read_OtherTypesOfNumpy_AreRefused(string dtype, string told)
    {
        SystemPython.RunWithNumpy(
            "import sys, numpy; numpy.save(sys.argv[1], numpy.zeros(2, dtype=sys.argv[2]), allow_pickle=True)",
            _folder.File("odd.npy"), dtype);
        Assert.That(() => TensorFile.Read(_folder.File("odd.npy")), Refusal.Saying(told));
    }

    [TestCase("{" + Descr + Order + "'shape': (4611686018427387904,), }", "expected extents of 0 or more and at most")]
    [TestCase("{" + Descr + Order + "'shape': (2147483647, 2147483647), }", "expected extents of 0 or more")]
    [TestCase("{" + Descr + Order + "'shape': (9223372036854775808,), }", "a whole number from 0 to 2^63 - 1")]
    [TestCase("{" + Descr + Order + "'shape': (-1,), }", "a whole number from 0 to 2^63 - 1")]
    [TestCase("{" + Descr + Order + "'shape': (500000000,), }", "[500000000] of float32 takes 2000000000 bytes")]
    [TestCase("{" + Descr + Order + "'shape': (3,), }", "[3] of float32 takes 12 bytes but 8 follow")]
    [TestCase("{" + Descr + Order + "'shape': (2)(, }", "character")]
    [TestCase("{" + Descr + Order + Order + "'shape': (2,), }", "repeated key 'fortran_order'")]
    [TestCase("{" + Descr + Order + "'shape': (2,), } + __import__('os')", "expected the end")]
    [TestCase("{" + Descr + "'shape': (2,), }", "lacks descr, fortran_order or shape")]
    [TestCase("", "expected '{'")]
    public void Read_HeaderThatLies_IsRefused(string header, string told)
    {
        string path = _folder.Write("hostile.npy", Npy(header, dataBytes: 8));
        Assert.That(() => TensorFile.Read(path), Refusal.Saying(told));
    }

    [Test]
    public void Read_HeaderWithoutSpacesOrLastComma_IsFine()
    {
        string path = _folder.Write("terse.npy", Npy("{'shape':(2,1),'fortran_order':True,'descr':\"<f4\"}", 8));
        Assert.That(TensorFile.Read(path).Shape, Is.EqualTo(Shape.Create([2, 1])));
    }

    [Test]
    public void Read_CutAtEveryByte_IsRefused()
    {
        NpyWriter.Write(_folder.File("whole.npy"), new Tensor([2, 3], [1, 2, 3, 4, 5, 6]));
        byte[] whole = File.ReadAllBytes(_folder.File("whole.npy"));
        for (int length = 0; length < whole.Length; length++)
        {
            string path = _folder.Write("cut.npy", whole.AsSpan(0, length));
            Assert.That(() => TensorFile.Read(path), Refusal.Saying(path), $"cut to {length} bytes");
        }
    }

    [Test]
    public void Read_ArchiveWithADamagedNumber_IsRefused()
    {
        byte[] npy = Npy("{" + Descr + Order + "'shape': (2,), }", 8);
        byte[] archive = HandMade.Zip(CompressionLevel.NoCompression, ("input.npy", npy));
        archive["PK".Length + 28 + "input.npy".Length + npy.Length - 1] ^= 1;
        string path = _folder.Write("flipped.npz", archive);
        Assert.That(() => TensorFile.Read(path), Refusal.Saying("checksum"));
    }

    [TestCase("missing.npz", "no such file")]
    [TestCase("two.npz", "holds 2 tensors and none is called 'input'; say which: FILE:KEY with 'a', 'b'")]
    [TestCase("two.npz:c", "has no tensor 'c'; it has 'a', 'b'")]
    [TestCase("one.npy:a", "is one NumPy array, so it has no key 'a'")]
    [TestCase("text.npy", "expected a tensor as .npy, .npz, .safetensors or .pt")]
    public void Read_PlaceThatNamesNothing_ReportsWhatThereIs(string place, string told)
    {
        Dictionary<string, Tensor> two = new() { ["a"] = new Tensor([1]), ["b"] = new Tensor([2]) };
        NpzWriter.Write(_folder.File("two.npz"), two);
        NpyWriter.Write(_folder.File("one.npy"), two["a"]);
        _folder.Write("text.npy", "1.5, 2.5"u8);
        Assert.That(() => TensorFile.Read(_folder.File(place)), Refusal.Saying(told));
    }

    [Test]
    public void Read_SeveralTensors_TakesTheOneCalledInputOrTheOneRequested()
    {
        Dictionary<string, Tensor> tensors = new()
        {
            ["a:0"] = new Tensor([1], [1]),
            ["input"] = new Tensor([1], [2]),
            ["layer1.0.relu"] = new Tensor([1], [3]),
        };
        NpzWriter.Write(_folder.File("all.npz"), tensors);
        SafeTensorsWriter.Write(_folder.File("all.safetensors"), tensors);
        foreach (string file in (string[])["all.npz", "all.safetensors"])
        {
            Assert.That(TensorFile.Read(_folder.File(file)).Values[0], Is.EqualTo(2));
            Assert.That(TensorFile.Read(_folder.File($"{file}:a:0")).Values[0], Is.EqualTo(1));
            Assert.That(TensorFile.Read(_folder.File($"{file}:layer1.0.relu")).Values[0], Is.EqualTo(3));
        }
    }

    private static Dictionary<string, Tensor> Awkward() => new()
    {
        ["input"] = new Tensor([1, 2, 3, 1], [1, -2, float.NaN, float.PositiveInfinity, -0f, float.Epsilon]),
        ["layer1.0.conv1"] = new Tensor([3], [1, 2, 3]),
        ["/encoder/Relu:0"] = new Tensor([], [7]),
        ["名前"] = new Tensor([0, 4]),
    };

    private static string Line(string name, Tensor tensor) =>
        $"{name}|<f4|[{string.Join(", ", tensor.Shape.Extents.ToArray())}]|"
        + $"{Convert.ToHexStringLower(HandMade.Bytes(tensor.Values.ToArray()))}\n";

    private static byte[] Npy(string header, int dataBytes) =>
    [
        0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.Latin1.GetBytes(header),
        .. new byte[dataBytes],
    ];
}
