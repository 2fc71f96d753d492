namespace Cartel.Learning.Tests;

public sealed class FeatureHasherTests
{
    // scikit-learn 1.2.1: sklearn.utils.murmurhash3_32(text).
    [TestCase("a", 1009084850)]
    [TestCase("ab", -1681926305)]
    [TestCase("abc", -1277324294)]
    [TestCase("abcd", 1139631978)]
    [TestCase("Größe", -479250386)]
    [TestCase("12345678901234567890", 1172471911)]
    public void A_name_stands_where_its_MurmurHash3_says_with_its_sign(string name, int hash)
    {
        var features = new float[FeatureSchema.LargestCount];

        new FeatureHasher(features.Length).Add(name, 2, features);

        Assert.That(features[Math.Abs(hash) % features.Length], Is.EqualTo(hash < 0 ? -2 : 2));
        Assert.That(features.Count(static value => value != 0), Is.EqualTo(1));
    }

    // FeatureHasher(n_features=16, input_type='dict').transform([{'proto': 'tcp', 'bytes': 2.5, 'user': '42', 'flag': -1.0,
    // 'Größe': 3.0, 'proto2': 'tcp'}]); two of the six collide at 12.
    [Test]
    public void Agrees_with_scikit_learn()
    {
        var hasher = new FeatureHasher(16);
        var features = new float[16];

        hasher.AddCategory("proto", "tcp", features);
        hasher.Add("bytes", 2.5f, features);
        hasher.AddCategory("user", "42", features);
        hasher.Add("flag", -1, features);
        hasher.Add("Größe", 3, features);
        hasher.AddCategory("proto2", "tcp", features);

        Assert.That(features, Is.EqualTo(new[] { 1f, 0, -4, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1.5f, 0, 0, 0 }));
    }

    [Test]
    public void Hashed_samples_make_a_task_of_as_many_numeric_columns()
    {
        var schema = new FeatureSchema(new FeatureHasher(8).Columns, ["no", "yes"]);

        Assert.That(schema.EncodedLength, Is.EqualTo(8));
        Assert.That(schema.Hash, Is.Not.EqualTo(new FeatureSchema(new FeatureHasher(16).Columns, ["no", "yes"]).Hash));
    }

    [Test]
    public void Refuses_bad_names_values_and_lengths_and_changes_nothing()
    {
        var hasher = new FeatureHasher(4);
        var features = new float[4];

        Assert.That(() => hasher.Add("", 1, features), Throws.ArgumentException);
        Assert.That(() => hasher.Add(new string('x', FeatureHasher.LongestName + 1), 1, features), Throws.ArgumentException);
        Assert.That(() => hasher.Add("x", float.NaN, features), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => hasher.Add("x", 1, new float[3]), Throws.ArgumentException);
        Assert.That(() => hasher.AddCategory("", "x", features), Throws.ArgumentException);
        Assert.That(() => hasher.AddCategory("x", new string('x', FeatureHasher.LongestName), features), Throws.ArgumentException);
        Assert.That(() => new FeatureHasher(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(features, Is.EqualTo(new float[4]));
    }

    [Test]
    public void The_longest_name_is_taken_and_sums_stay_finite()
    {
        var hasher = new FeatureHasher(1);
        var features = new float[1];

        hasher.Add(new string('€', FeatureHasher.LongestName), float.MaxValue, features);
        hasher.Add(new string('€', FeatureHasher.LongestName), float.MaxValue, features);

        Assert.That(Math.Abs(features[0]), Is.EqualTo(float.MaxValue));
    }

    [Test]
    [NonParallelizable]
    public void Allocates_nothing()
    {
        var hasher = new FeatureHasher(64);
        var features = new float[64];
        hasher.AddCategory("user", "42", features);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) hasher.AddCategory("user", "42", features);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
