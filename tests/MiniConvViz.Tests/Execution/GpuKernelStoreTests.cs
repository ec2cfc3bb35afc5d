using MiniConvViz.Execution;
using MiniConvViz.Kernels;

namespace MiniConvViz.Tests.Execution;

public sealed class GpuKernelStoreTests
{
    private const string Code = ".version 8.0\n.target sm_80\nadd.f32 %f1, %f2, %f3;\n";

    private static readonly GpuKernelKey Key = new("build 1", "Cuda H200 Conv2dGpuGemm64.Kernel(ArrayView`1[Single])");

    private TemporaryFolder _folder = null!;
    private GpuKernelStore _store = null!;

    [SetUp]
    public void MakeAStore()
    {
        _folder = new TemporaryFolder();
        _store = new GpuKernelStore(_folder.File("kernels"));
    }

    [TearDown]
    public void DeleteIt() => _folder.Dispose();

    [TestCase(Code)]
    [TestCase("")]
    [TestCase("no line ending at the end, and some ümlauts")]
    [TestCase("\r\n\n// MiniConvViz kernel, format 1\n")]
    public void Read_WhatWasWritten_IsTheSame(string code)
    {
        Assert.That(_store.Read(Key), Is.Null, "nothing is there yet");
        _store.Write(Key, code);
        Assert.That(_store.Read(Key), Is.EqualTo(code));
        Assert.That(new GpuKernelStore(_folder.File("kernels")).Read(Key), Is.EqualTo(code), "another process");
        _store.Write(Key, "other code");
        Assert.That(_store.Read(Key), Is.EqualTo("other code"));
    }

    [Test]
    public void Read_OfAnotherKey_IsNothing()
    {
        _store.Write(Key, Code);
        Assert.That(_store.Read(Key with { Build = "build 2" }), Is.Null);
        Assert.That(_store.Read(Key with { Kernel = "Cuda H100 Conv2dGpuGemm64.Kernel(ArrayView`1[Single])" }), Is.Null);
    }

    /// <summary>Files of one kernel under another's name: only the key inside distinguishes them.</summary>
    [Test]
    public void Read_OfAFileWithAnotherKeyInside_IsNothing()
    {
        GpuKernelKey other = Key with { Kernel = Key.Kernel.Replace("64", "32") };
        _store.Write(Key, Code);
        _store.Write(other, Code);
        File.Copy(_store.FileOf(other), _store.FileOf(Key), overwrite: true);
        Assert.That(_store.Read(Key), Is.Null);
    }

    [Test]
    public void Read_OfAFileWithAnyByteChanged_IsNothing()
    {
        _store.Write(Key, Code);
        byte[] whole = File.ReadAllBytes(_store.FileOf(Key));
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 1;
            File.WriteAllBytes(_store.FileOf(Key), damaged);
            Assert.That(_store.Read(Key), Is.Null, $"byte {i}");
        }

        _store.Write(Key, Code);
        Assert.That(_store.Read(Key), Is.EqualTo(Code), "written anew");
    }

    [Test]
    public void Read_OfATruncatedOrLongerFile_IsNothing()
    {
        _store.Write(Key, Code);
        byte[] whole = File.ReadAllBytes(_store.FileOf(Key));
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_store.FileOf(Key), whole[..length]);
            Assert.That(_store.Read(Key), Is.Null, $"{length} bytes");
        }

        File.WriteAllBytes(_store.FileOf(Key), [.. whole, (byte)'\n']);
        Assert.That(_store.Read(Key), Is.Null, "a byte more");
    }

    [Test]
    public void Write_WhereNothingCanBeWritten_DoesNotThrow()
    {
        File.WriteAllText(_folder.File("kernels"), "a file where the folder should be");
        Assert.That(() => _store.Write(Key, Code), Throws.Nothing);
        Assert.That(_store.Read(Key), Is.Null);
    }

    [Test]
    public void Write_OfNewBuilds_DeletesTheOldest()
    {
        for (int build = 0; build < 6; build++)
        {
            GpuKernelKey key = Key with { Build = $"build {build}" };
            _store.Write(key, Code);
            Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(_store.FileOf(key))!, new DateTime(2026, 1, 1 + build));
        }

        Assert.That(
            Enumerable.Range(0, 6).Select(build => _store.Read(Key with { Build = $"build {build}" })),
            Is.EqualTo([null, null, Code, Code, Code, Code]));
    }

    [Test]
    public void ReadAndWrite_FromManyThreads_SeesWholeFilesOnly()
    {
        string[] codes = [.. Enumerable.Range(0, 8).Select(i => string.Concat(Enumerable.Repeat($"{i}", 20_000)))];
        Parallel.For(0, 400, i =>
        {
            _store.Write(Key, codes[i % codes.Length]);
            Assert.That(_store.Read(Key), Is.Null.Or.AnyOf([.. codes]));
        });
        Assert.That(_store.Read(Key), Is.AnyOf([.. codes]));
        Assert.That(
            Directory.GetFiles(Path.GetDirectoryName(_store.FileOf(Key))!), Has.Length.EqualTo(1), "nothing half written");
    }
}
