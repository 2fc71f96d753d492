using System.Globalization;

namespace Cartel.Registry.Lists;

/// <summary>A member of a list's items that filters and sorts may name.</summary>
/// <param name="name">Its name.</param>
/// <param name="meaning">Its kind, and what it is where that is not plain.</param>
internal abstract class Field<T>(string name, string meaning)
{
    public string Name => name;

    public string Meaning => meaning;

    /// <summary>What is wrong with a value of a filter, or null.</summary>
    public abstract string? FlawOf(Literal value);

    /// <summary>How an item's member compares with a value that has no flaw; null where the item has no such member.</summary>
    public abstract Func<T, int?> Against(Literal value);

    /// <summary>How two items compare; those without the member come last in either direction.</summary>
    public abstract int Compare(T a, T b, bool descending);

    /// <summary>An item's member as a text.</summary>
    public abstract string? TextOf(T item);

    /// <summary>How an item compares with one whose member was written by <see cref="TextOf"/>; null where that is none.</summary>
    public abstract Func<T, int>? AgainstText(string? text, bool descending);

    public static Field<T> Text(string name, Func<T, string?> get, params string[] words) => new Typed<string>(
        name, words.Length > 0 ? $"text, one of {string.Join(", ", words)}" : "text",
        item => get(item) is { } text ? new Maybe<string>(text) : default, string.CompareOrdinal,
        literal => literal.Kind is LiteralKind.Text ? new Maybe<string>(literal.Text) : default,
        words.Length > 0 ? value => words.Contains(value) ? null : $"“{value}” is none of {string.Join(", ", words)}" : static _ => null,
        static value => value, static text => new Maybe<string>(text));

    public static Field<T> Number(string name, Func<T, double?> get) => new Typed<double>(
        name, "number", item => get(item) is { } number ? new Maybe<double>(number) : default, static (a, b) => a.CompareTo(b),
        static literal => literal.Kind is LiteralKind.Number ? new Maybe<double>(literal.Number) : default, static _ => null,
        static value => value.ToString("R", CultureInfo.InvariantCulture),
        static text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? new Maybe<double>(value) : default);

    public static Field<T> Time(string name, Func<T, DateTimeOffset?> get) => new Typed<DateTimeOffset>(
        name, "time", item => get(item) is { } time ? new Maybe<DateTimeOffset>(time) : default, static (a, b) => a.CompareTo(b),
        static literal => literal.Kind is LiteralKind.Text && Instants.TryParse(literal.Text, out var time) ? new Maybe<DateTimeOffset>(time) : default, static _ => null,
        static value => Instants.Write(value), static text => Instants.TryParse(text, out var time) ? new Maybe<DateTimeOffset>(time) : default);

    private readonly record struct Maybe<TValue>(TValue Value, bool IsThere = true);

    private sealed class Typed<TValue>(
        string name, string meaning, Func<T, Maybe<TValue>> get, Comparison<TValue> compare, Func<Literal, Maybe<TValue>> ofLiteral,
        Func<TValue, string?> flawOf, Func<TValue, string> write, Func<string, Maybe<TValue>> read) : Field<T>(name, meaning)
    {
        private string Due => Meaning switch
        {
            "number" => "a number",
            "time" => "a time in quotes, such as \"2026-01-31T12:00:00Z\",",
            _ => "a text in quotes",
        };

        public override string? FlawOf(Literal value)
        {
            if (value.Kind is LiteralKind.Null) return null;

            var typed = ofLiteral(value);
            return typed.IsThere ? flawOf(typed.Value) : $"{Due} is due for {Name}";
        }

        public override Func<T, int?> Against(Literal value)
        {
            var typed = ofLiteral(value).Value;
            return item => get(item) is { IsThere: true } own ? compare(own.Value, typed) : null;
        }

        public override int Compare(T a, T b, bool descending) => Compare(get(a), get(b), descending);

        public override string? TextOf(T item) => get(item) is { IsThere: true } own ? write(own.Value) : null;

        public override Func<T, int>? AgainstText(string? text, bool descending)
        {
            var other = text is null ? default : read(text);
            return text is null || other.IsThere ? item => Compare(get(item), other, descending) : null;
        }

        private int Compare(Maybe<TValue> a, Maybe<TValue> b, bool descending)
        {
            if (!a.IsThere || !b.IsThere) return b.IsThere.CompareTo(a.IsThere);

            return descending ? compare(b.Value, a.Value) : compare(a.Value, b.Value);
        }
    }
}
