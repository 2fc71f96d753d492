using System.Buffers.Binary;

namespace Cartel.Streams.Tests;

public sealed class IdxTests
{
    private static readonly byte[] Images = Idx(0x803, [3, 2, 2], [0, 51, 102, 255, 1, 2, 3, 4, 5, 6, 7, 8]);
    private static readonly byte[] Labels = Idx(0x801, [3], [2, 0, 1]);
    private Scratch _scratch = null!;

    [SetUp]
    public void MakeFolder() => _scratch = new Scratch();

    [TearDown]
    public void RemoveFolder() => _scratch.Dispose();

    [Test]
    public void Pixels_are_bytes_over_255_and_labels_are_classes([Values] bool gzip)
    {
        var data = Open(gzip ? Scratch.Gzip(Images) : Images, gzip ? Scratch.Gzip(Labels) : Labels);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Count, Is.EqualTo(3));
            Assert.That(data.Schema.Features, Has.Count.EqualTo(4));
            Assert.That(data.Schema.Classes, Is.EqualTo(new[] { "0", "1", "2" }));
            Assert.That(data.Row(0), Is.EqualTo(new[] { 0, 0.2f, 0.4f, 1 }));
            Assert.That(data.Row(2), Is.EqualTo(new[] { 5 / 255f, 6 / 255f, 7 / 255f, 8 / 255f }));
            Assert.That(new[] { data.Label(0), data.Label(1), data.Label(2) }, Is.EqualTo(new[] { 2, 0, 1 }));
            Assert.That(() => data.Row(3), Throws.TypeOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public void A_wrong_magic_number_is_named_with_the_one_that_is_due() =>
        AssertRefused(Labels, Labels, "images", "has the magic number 2049 (0x00000801); 2051 (0x00000803) is due for images");

    [Test]
    public void Images_in_the_place_of_labels_are_refused() =>
        AssertRefused(Images, Images, "labels", "has the magic number 2051 (0x00000803); 2049 (0x00000801) is due for labels");

    [Test]
    public void Images_cut_short_are_refused() =>
        AssertRefused(Images[..^1], Labels, "images", "states the sizes 3 × 2 × 2, that is 12 bytes, and holds 11: cut short");

    [Test]
    public void Bytes_left_over_are_refused() =>
        AssertRefused([.. Images, 0], Labels, "images", "that is 12 bytes, and holds more");

    [Test]
    public void A_header_cut_short_is_refused() => AssertRefused(Images[..9], Labels, "images", "cut short within its header");

    [Test]
    public void An_empty_file_is_refused() => AssertRefused([], Labels, "images", "is no IDX file: it has 0 bytes");

    [Test]
    public void Numbers_of_images_and_labels_must_agree() =>
        AssertRefused(Images, Idx(0x801, [2], [0, 1]), "labels", "has 2 labels, and");

    [Test]
    public void Sizes_that_no_memory_holds_are_refused_before_memory_is_asked_for() =>
        AssertRefused(Idx(0x803, [int.MaxValue, int.MaxValue, int.MaxValue], []), Labels, "images", "more than fits in memory");

    [Test]
    public void A_count_that_the_file_does_not_hold_asks_for_no_more_than_it_holds() =>
        AssertRefused(Idx(0x803, [1_000_000, 28, 28], [1, 2, 3]), Labels, "images", "and holds 3: cut short");

    [Test]
    public void Negative_sizes_are_refused() => AssertRefused(Idx(0x803, [-1, 2, 2], []), Labels, "images", "each must be above 0");

    [Test]
    public void Gzip_cut_short_is_refused() => AssertRefused(Scratch.Gzip(Images)[..^8], Labels, "images", "the gzip data is cut short here");

    [Test]
    public void A_folder_without_the_images_names_both_spellings() =>
        Assert.That(
            () => DataSets.Open($"mnist:{_scratch.Folder}", null, strict: false),
            Throws.TypeOf<DataSpecException>().With.Message.Contains("train-images-idx3-ubyte.gz"));

    [Test]
    public void The_real_MNIST_has_its_published_class_counts()
    {
        var folder = Path.GetDirectoryName(Testing.Repository.DataFile("mnist/train-images-idx3-ubyte.gz"));
        var data = DataSets.Open($"mnist:{folder}", null, strict: true);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(data.Count, Is.EqualTo(60_000));
            Assert.That(data.Schema.Features, Has.Count.EqualTo(784));
            Assert.That(
                data.Schema.Classes.Select(name => data.ClassCounts()[name]),
                Is.EqualTo(new[] { 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 }));
            Assert.That(Enumerable.Range(0, 10).Select(data.Label), Is.EqualTo(new[] { 5, 0, 4, 1, 9, 2, 1, 3, 1, 4 }), "the best-known ten digits of all");
        }
    }

    private static byte[] Idx(int magic, int[] sizes, byte[] bytes)
    {
        var header = new byte[4 + 4 * sizes.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, magic);
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), sizes[i]);
        return [.. header, .. bytes];
    }

    private IDataSet Open(byte[] images, byte[] labels) =>
        DataSets.Open($"idx:{_scratch.Write("images", images)}?labels={_scratch.Write("labels", labels)}", null, strict: false);

    private void AssertRefused(byte[] images, byte[] labels, string file, string reason) =>
        Assert.That(
            () => Open(images, labels),
            Throws.TypeOf<StreamFormatException>().With.Message.StartsWith(Path.Combine(_scratch.Folder, file)).And.Message.Contains(reason));
}
