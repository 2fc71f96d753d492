using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Cartel.Testing;

namespace Cartel.Registry.Tests.Hosting;

/// <summary>A part of 256 MiB, or as many as CARTEL_LARGE says, goes through the real program, which holds little of it at any time.</summary>
[Category("Slow")]
[Platform("Linux", Reason = "Resident memory is read from /proc.")]
internal sealed class LargePartTests
{
    private const long MostGrowth = 64L << 20;

    private static readonly long Length = (int.TryParse(Environment.GetEnvironmentVariable("CARTEL_LARGE"), out var mebibytes) ? mebibytes : 256L) << 20;

    // A second for 200 MB, and the same for both.
    private static readonly ConcurrentDictionary<long, string> Hashes = new();

    [Test]
    public async Task On_files()
    {
        using var folder = new TemporaryFolder();
        await RelayAsync("--data", folder.Path);
    }

    [Test]
    public async Task On_redis()
    {
        using var folder = new TemporaryFolder();
        using var redis = RedisServer.Start("--appendonly", "no");
        await RelayAsync("--data", folder.Path, "--redis", redis.Address);
    }

    private static async Task RelayAsync(params string[] arguments)
    {
        using var registry = await RegistryProcess.StartAsync(["--port", "0", "--largest-part", "1024", "--relay", "2048", .. arguments]);
        registry.Http.Timeout = TimeSpan.FromMinutes(5);
        // A small one first: what the program needs for its first request is not what is measured.
        await PassAsync(registry.Http, 1 << 20);
        var before = Memory(registry.Id, "VmRSS");

        await PassAsync(registry.Http, Length);

        var growth = Memory(registry.Id, "VmHWM") - before;
        await TestContext.Out.WriteLineAsync($"{before >> 20} MiB resident, at most {growth >> 20} MiB more");
        Assert.That(growth, Is.LessThanOrEqualTo(MostGrowth));
    }

    // The bytes come from a generator, so that the test needs no more memory than the registry.
    private static async Task PassAsync(HttpClient http, long length)
    {
        var sha256 = Hashes.GetOrAdd(length, static one => Convert.ToHexStringLower(SHA256.HashData(new Numbers(one))));
        var path = $"/api/v1/namespaces/default/parts/{sha256}";
        using var content = new StreamContent(new Numbers(length), 1 << 16);
        Assert.That((await http.PutAsync(path, content)).StatusCode, Is.EqualTo(HttpStatusCode.Created));

        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(length));
        await AssertSameAsync(await answer.Content.ReadAsStreamAsync(), new Numbers(length));
    }

    private static async Task AssertSameAsync(Stream actual, Stream expected)
    {
        var (here, there) = (new byte[1 << 16], new byte[1 << 16]);
        for (long at = 0; at < expected.Length; at += here.Length)
        {
            var count = await expected.ReadAtLeastAsync(here, here.Length, throwOnEndOfStream: false);
            await actual.ReadExactlyAsync(there.AsMemory(0, count));
            if (!here.AsSpan(0, count).SequenceEqual(there.AsSpan(0, count))) Assert.Fail($"not the same bytes from {at} on");
        }

        Assert.That(await actual.ReadAsync(there), Is.Zero, "no more than that");
    }

    private static long Memory(int process, string line)
    {
        // VmHWM:	  123456 kB
        var field = File.ReadLines($"/proc/{process}/status").Single(one => one.StartsWith(line, StringComparison.Ordinal)).Split(':')[1];
        return long.Parse(field.Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) << 10;
    }

    /// <summary>So many bytes: one block of them again and again, whose length no chunk divides, so that no two chunks are alike.</summary>
    private sealed class Numbers(long length) : Stream
    {
        private static readonly byte[] Block = RandomBlock(1_000_003);
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _position; set => _position = value; }

        public override int Read(Span<byte> buffer)
        {
            var from = (int)(_position % Block.Length);
            var count = (int)Math.Min(Math.Min(buffer.Length, Block.Length - from), length - _position);
            Block.AsSpan(from, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        private static byte[] RandomBlock(int length)
        {
            var block = new byte[length];
            new Random(1).NextBytes(block);
            return block;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
