using System.Runtime.CompilerServices;

namespace Cartel.Learning;

/// <summary>What objects take on the 64-bit heap, in bytes: headers and padding included.</summary>
internal static class TreeMemory
{
    /// <summary>An object's header and its pointer to its type.</summary>
    public const int Header = 16;

    /// <summary>An array of so many elements: header, length and padding to 8 bytes; nothing for an empty one, which all share.</summary>
    public static int Array<T>(int length) => length == 0 ? 0 : Header + 8 + (length * Unsafe.SizeOf<T>() + 7 & ~7);
}
